import "system";
import device from "embedded:provider/builtin";

// On boards the SDK makes the device global, for applications that import nothing. In its simulator nobody does.
Object.assign(globalThis, { device });
