// Package docs holds the documents of the repository to what they say: its tests run
// the commands and programs in them.
package docs
