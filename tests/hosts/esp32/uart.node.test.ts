import { equal } from "../../support/assert.js";
import { needsCompiler, runC } from "../../support/c-program.js";

const port = ["hosts/esp32/uart-esp32.c", "hosts/moddable/uart/uart-post.c"];
const model = ["tests/hosts/esp32/model.c", "tests/hosts/moddable/uart/board/machine.c"];
const includes = [
	"tests/hosts/esp32",
	"tests/hosts/esp32/idf",
	"tests/hosts/moddable/uart/board",
	"hosts/moddable/uart",
];

describe("The UART of ESP32, on a model of its hardware", () => {
	before(needsCompiler);

	it("moves bytes both ways, holds back, counts what is lost, and leaves nothing behind", () => {
		const sources = [...port, ...model, "tests/hosts/esp32/uart-test.c"];
		const chapters = ["places", "receiving", "full queue", "losses", "flow control", "sending", "closing"];
		equal(runC({ sources, includes, sanitize: "address,undefined" }), `${chapters.join("\n")}\n`);
	});

	for (const how of ["flow control", "no flow control"]) {
		it(`has no race between its interrupt and script on two cores, with ${how}`, () => {
			const sources = [...port, ...model, "tests/hosts/esp32/uart-threads.c"];
			const parameters = how === "flow control" ? ["f"] : [];
			equal(
				runC({ sources, includes, sanitize: "thread", parameters }),
				"60000 bytes in, 0 wrong; 60000 bytes out, 0 wrong\n",
			);
		});
	}
});
