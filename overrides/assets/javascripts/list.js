/** A page that lists papers: marks, calendars and keys. */

import { moveInCalendars } from "./calendar.js";
import { listenForKeys } from "./keys.js";
import { followMarks } from "./reading.js";

followMarks();
listenForKeys();
moveInCalendars();
