"""`python -m careway` is the command `careway`."""

from careway.cli.main import main

raise SystemExit(main())
