/** A page that lists papers: marks and keys. */

import { listenForKeys } from "./keys.js";
import { showMarks } from "./reading.js";

showMarks();
listenForKeys();
