import type { ChatRunner, ChatStage } from "./runner.ts";
import { authorize } from "./stages/authorize.ts";
import { fallback } from "./stages/fallback.ts";
import { limit, type LimitDependencies } from "./stages/limit.ts";
import { record, type RecordDependencies } from "./stages/record.ts";
import { retry, type RetryDependencies } from "./stages/retry.ts";
import { callProvider, type TargetDirectory } from "./call-provider.ts";

export interface ChatStageDependencies
  extends RecordDependencies, LimitDependencies, RetryDependencies {
  readonly directory: TargetDirectory;
}

/** Every rule of a chat call, outermost first. All after `fallback` run once per resolved target. */
function chatStages(dependencies: ChatStageDependencies): readonly ChatStage[] {
  return [
    record(dependencies),
    fallback,
    authorize(dependencies.directory),
    limit(dependencies),
    retry(dependencies),
  ];
}

export function createChatRunner(
  dependencies: ChatStageDependencies,
): ChatRunner {
  const provider = callProvider(dependencies.directory);
  return chatStages(dependencies).reduceRight(
    (next, stage) => stage(next),
    provider,
  );
}
