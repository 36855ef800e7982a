// What the tests load into a page before they run a script there.
declare const axe: typeof import("axe-core");

// Of Node.js, as far as the scripts here use it.
declare module "node:fs";
declare module "node:zlib";
declare const process: { argv: string[]; cpuUsage(): { user: number; system: number } };
