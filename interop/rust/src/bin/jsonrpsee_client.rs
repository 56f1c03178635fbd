//! A client with jsonrpsee over HTTP.
//!
//! It reads jobs and prints reports: a job is a JSON object in a line of standard input,
//! which is described where package conformance describes ClientCommand. For every job
//! there is a line for each call, and an empty line behind them; an empty line before the
//! first job says that the client is ready.

use std::io::{BufRead, Write};
use std::time::Duration;

use jsonrpsee_core::client::{ClientT, Error};
use jsonrpsee_core::params::BatchRequestBuilder;
use jsonrpsee_core::traits::ToRpcParams;
use jsonrpsee_http_client::HttpClient;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::json;

/// What a client is told to do, once.
#[derive(Deserialize)]
struct Job {
    url: String,
    op: String,
    timeout_ms: u64,
    calls: Vec<Call>,
}

#[derive(Deserialize)]
struct Call {
    method: String,
    params: Option<Box<RawValue>>,
    #[serde(default)]
    notify: bool,
}

/// Params as they are.
struct Raw(Option<Box<RawValue>>);

impl ToRpcParams for Raw {
    fn to_rpc_params(self) -> Result<Option<Box<RawValue>>, serde_json::Error> {
        Ok(self.0)
    }
}

/// A report on a call, as a line.
fn succeeded(result: &RawValue) -> String {
    let line: String = result.get().replace(['\n', '\r'], " ");
    format!("{{\"result\":{line}}}")
}

fn failed(error: &Error) -> String {
    let kind = match error {
        Error::Call(object) => return json!({"error": object}).to_string(),
        Error::RequestTimeout => "timeout",
        Error::ParseError(e) if e.is_data() => "invalid_response",
        Error::ParseError(_) => "parse_error",
        Error::InvalidRequestId(_) => "id_mismatch",
        Error::Transport(e) if e.to_string() == Error::RequestTimeout.to_string() => "timeout",
        Error::Transport(_) => "transport",
        _ => "invalid_response",
    };
    json!({"failure": kind, "message": error.to_string()}).to_string()
}

impl Job {
    /// Does the job and returns the reports.
    async fn run(self) -> Vec<String> {
        let timeout = Duration::from_millis(self.timeout_ms);
        let client = match HttpClient::builder().request_timeout(timeout).build(&self.url) {
            Ok(client) => client,
            Err(e) => return vec![failed(&e)],
        };
        if self.op == "batch" {
            return batch(&client, self.calls).await;
        }
        let Some(call) = self.calls.into_iter().next() else {
            return Vec::new();
        };
        if self.op == "notify" {
            let sent = client.notification(&call.method, Raw(call.params)).await;
            return vec![sent.map_or_else(|e| failed(&e), |()| "{}".to_string())];
        }
        let result = client.request::<Box<RawValue>, _>(&call.method, Raw(call.params)).await;
        vec![result.map_or_else(|e| failed(&e), |r| succeeded(&r))]
    }
}

/// Sends a batch. There are no notifications in those of the library.
async fn batch(client: &HttpClient, calls: Vec<Call>) -> Vec<String> {
    let answered = calls.iter().filter(|call| !call.notify).count();
    if answered < calls.len() {
        let report = json!({"failure": "no_response", "message": "the library has no notifications in batches"});
        return vec![report.to_string(); answered];
    }
    let mut builder = BatchRequestBuilder::new();
    for call in &calls {
        if let Err(e) = builder.insert(&call.method, Raw(call.params.clone())) {
            return vec![failed(&Error::ParseError(e)); answered];
        }
    }
    match client.batch_request::<Box<RawValue>>(builder).await {
        Err(e) => vec![failed(&e); answered],
        Ok(responses) => responses
            .into_iter()
            .map(|response| match response {
                Ok(result) => succeeded(&result),
                Err(object) => json!({"error": object}).to_string(),
            })
            .collect(),
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!();
    for line in std::io::stdin().lock().lines() {
        let job: Job = serde_json::from_str(&line?)?;
        for report in job.run().await {
            println!("{report}");
        }
        println!();
        std::io::stdout().flush()?;
    }
    Ok(())
}
