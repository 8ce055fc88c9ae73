#!/bin/sh
# What `make demo` shows: each command as it is typed, then what it prints. One patient in full, then all in short.
set -eu
show() {
    printf '\n$ %s\n\n' "$*"
    "$@"
}
azathioprine=guideline/azathioprine/reintroduction.care
clozapine=guideline/clozapine/anc_monitoring.care
show careway check guideline
show careway run $azathioprine examples/azathioprine/stopped-by-symptoms.yaml
show careway run $azathioprine examples/azathioprine --summary
show careway run $clozapine examples/clozapine/moderate-hold-resume.yaml
show careway run $clozapine examples/clozapine --summary
