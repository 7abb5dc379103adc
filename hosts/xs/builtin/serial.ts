/** The module `embedded:io/serial`: ECMA-419, clause 10. */
export default natives.serial.Serial;
