// What the tests load into a page before they run a script there.
declare const axe: typeof import("axe-core");
