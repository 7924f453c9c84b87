/**
 * A training run that saves after every step, to be killed by train_test.ts. Arguments: a folder, and those of `train`.
 */
import { train } from "../../../../src/cli/train/train.ts";

const [dataDir, ...args] = Deno.args;
Deno.exit(await train(args, { config: { dataDir }, saveMs: 0 }));
