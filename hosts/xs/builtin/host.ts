/** The module `host`: the process that the engine runs in. */
const { exit, argument, environment } = natives.host;

/** `exit(code)` ends the process; `argument(index)` and `environment(name)` are undefined where there is none. */
export { argument, environment, exit };
