// Package dashboard shows a release: pages, their CSV and JSON twins, and the
// files of the release. It reads one release, read-only, and swaps to the next
// one without a restart. Pages are written on the server and complete without
// script; script draws time series and saves page loads.
package dashboard
