//! A server with jsonrpsee. It speaks HTTP and WebSocket on the same port.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jsonrpsee_server::{RpcModule, Server};
use jsonrpsee_types::{ErrorObjectOwned, Params};
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;

/// What a method returns.
type Outcome<T> = Result<T, ErrorObjectOwned>;

// The params of the methods that have some. They are taken from arrays as well.

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Operands {
    minuend: i128,
    subtrahend: i128,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Echo {
    value: Box<RawValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sleep {
    ms: u64,
}

/// The reference methods, but for fail_plain: errors of the library have codes.
fn methods() -> Result<RpcModule<AtomicI64>, Box<dyn std::error::Error>> {
    let mut module = RpcModule::new(AtomicI64::new(0));
    module.register_method("subtract", |params, _, _| -> Outcome<i128> {
        let o: Operands = params.parse()?;
        o.minuend.checked_sub(o.subtrahend).ok_or_else(too_large)
    })?;
    module.register_method("sum", |params, _, _| -> Outcome<i128> {
        let values: Vec<i128> = params.parse()?;
        values.into_iter().try_fold(0i128, i128::checked_add).ok_or_else(too_large)
    })?;
    module.register_method("echo", |params, _, _| -> Outcome<Box<RawValue>> {
        let echo: Echo = params.parse()?;
        Ok(echo.value)
    })?;
    module.register_async_method("sleep", |params: Params<'static>, _, _| async move {
        let sleep: Sleep = params.parse()?;
        tokio::time::sleep(Duration::from_millis(sleep.ms)).await;
        Outcome::Ok(())
    })?;
    for name in ["update", "notify_hello", "notify_sum", "foobar"] {
        module.register_method(name, |_, _, _| ())?;
    }
    module.register_method("get_data", |_, _, _| json!(["hello", 5]))?;
    module.register_method("fail", |_, _, _| -> Outcome<()> {
        Err(ErrorObjectOwned::owned(-32001, "boom", Some(json!({"k": 1}))))
    })?;
    module.register_method("panic", |_, _, _| -> Outcome<()> { panic!("the method panic was called") })?;
    module.register_method("count", |_, calls, _| calls.fetch_add(1, Ordering::SeqCst) + 1)?;
    Ok(module)
}

fn too_large() -> ErrorObjectOwned {
    ErrorObjectOwned::owned(-32602, "the numbers are too large", None::<()>)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::builder().build("127.0.0.1:0").await?;
    let address = server.local_addr()?;
    let handle = server.start(methods()?);
    println!("listening on http://{address}");
    handle.stopped().await;
    Ok(())
}
