"""Makes the manual of the pages in docs/ (`make manual`): what a command prints in it is printed while it is made."""
