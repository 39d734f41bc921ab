// The worker around `@seriousme/openapi-schema-validator`: a path a line, an answer a line.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Validator } from "@seriousme/openapi-schema-validator";

const validator = new Validator();
console.log("ready");
for await (const path of createInterface({ input: process.stdin })) {
	let said = "no";
	try {
		const result = await validator.validate(JSON.parse(readFileSync(path, "utf-8")));
		if (result.valid) said = "yes";
	} catch (error) {
		if (error instanceof RangeError) said = "gave up";
	}
	console.log(said);
}
