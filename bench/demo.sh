#!/bin/sh
# What `make demo` shows: each command as it is typed, then what it prints.
set -eu
show() {
    printf '\n$ %s\n\n' "$*"
    "$@"
}
show careway check guideline/
show careway run guideline/azathioprine/reintroduction.care examples/azathioprine/*.yaml
show careway run guideline/clozapine/anc_monitoring.care examples/clozapine/*.yaml
