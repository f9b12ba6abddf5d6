import sys

from wabot_rollback.cli import main

sys.exit(main())
