// My desk: the dialogs; the home screen itself says what came of it.

import { askInDialogs } from "./decide.js";

askInDialogs();
