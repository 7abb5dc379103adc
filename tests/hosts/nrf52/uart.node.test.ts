import { equal } from "../../support/assert.js";
import { needsCompiler, runC } from "../../support/c-program.js";

describe("The UART of nRF52, on a model of its driver", () => {
	before(needsCompiler);

	it("moves bytes both ways, holds back, counts what is lost, and leaves nothing behind", () => {
		const sources = [
			"hosts/nrf52/uart-nrf52.c",
			"hosts/moddable/uart/uart-post.c",
			"tests/hosts/moddable/uart/board/machine.c",
			"tests/hosts/nrf52/uart-test.c",
		];
		const includes = ["tests/hosts/nrf52/nrfx", "tests/hosts/moddable/uart/board", "hosts/moddable/uart"];
		const chapters = ["places", "receiving", "losses", "flow control", "sending"];
		equal(runC({ sources, includes, sanitize: "address,undefined" }), `${chapters.join("\n")}\n`);
	});
});
