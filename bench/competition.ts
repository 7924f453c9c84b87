import { type Contender, contenders, type Peer, titleOf } from "./contenders.ts";
import { ourProgram, type PeerContext, preparePeer } from "./programs.ts";
import { type Machine, type Program, type Run, run } from "./runs.ts";
import { type Measured, score } from "./score.ts";
import type { Report } from "./table.ts";

export interface Plan {
  context: PeerContext;
  machine: Machine;
  peers: readonly Peer[];
  runs: number;
  /** Transcribed once: for word error rates and word times. */
  clips: Measured[];
  /** Transcribed in every run, and not among the clips; if null, the clips are. */
  long: Measured | null;
}

export type Standings = Pick<Report, "scores" | "missing">;

/**
 * Runs every setting in turn and yields the standings after each run. A setting that fails is left out, with the
 * reason.
 */
export async function* compete(plan: Plan): AsyncGenerator<Standings> {
  const { context, machine, clips, long } = plan;
  const programs = new Map<Contender["engine"], Program | Error>([["StreamForge", ourProgram(context)]]);
  for (const peer of plan.peers) {
    programs.set(peer, await preparePeer(context, peer).catch((error: Error) => error));
  }
  const missing: Report["missing"] = [];
  const leaveOut = (contender: Contender, reason: string) => {
    console.error(`${titleOf(contender)}: ${reason}`);
    missing.push({ contender, reason });
    left.delete(contender);
  };
  const left = new Map<Contender, Run[]>(contenders(plan.peers, machine.device).map((contender) => [contender, []]));
  for (let round = 0; round < plan.runs; round++) {
    for (const [contender, done] of [...left]) {
      const program = programs.get(contender.engine)!;
      try {
        if (program instanceof Error) throw program;
        const clipsOfRun = long ? [...(round === 0 ? clips : clips.slice(0, 1)), long] : clips;
        const result = await run(program, contender, machine, clipsOfRun);
        // The first clip is transcribed in every round as a warm-up, and scored only once
        if (long && round > 0) result.clipResults = result.clipResults.filter(({ name }) => name === long.name);
        done.push(result);
        const { wallSeconds, name } = result.clipResults.at(-1)!;
        console.error(
          `${round + 1}/${plan.runs} ${titleOf(contender)}: ${name} in ${wallSeconds.toFixed(1)} s, ` +
            `others had ${result.otherCores.toFixed(2)} cores`,
        );
      } catch (error) {
        leaveOut(contender, (error as Error).message);
      }
      const measured = long ? [...clips, long] : clips;
      const begun = [...left].filter(([, runs]) => runs.length > 0);
      yield { scores: begun.map(([contender, runs]) => score(contender, runs, measured, long?.name ?? null)), missing };
    }
  }
}
