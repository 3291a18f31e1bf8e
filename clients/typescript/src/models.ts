// Generated from `openapi.json` by `clients/generate_typescript.py`.
/** JSON with whatever names: as it is told, and as it may be sent. */
export type JsonObject = Record<string, unknown>;
export type JsonObjectInput = Record<string, any>;

/**
 * Every train example is answered, reflected on and curated into a playbook, which stands at the end of the prompt.
 *
 * A wrong answer is given again with the reflection at hand, up to `reflections` times. Reflections count which
 * bullets helped and harmed; a curator, who sees the counts, writes new ones, which are added as they are: nothing
 * that is there is written anew. The playbook with the best score on validation is kept.
 */
export interface ACE {
  name: "ace";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /**
   * Times that all train examples are learned from.
   * @default 1
   */
  epochs?: number;
  /**
   * Train examples that are learned from at once.
   * @default 1
   */
  batch?: number;
  /**
   * The most reflections on an example.
   * @default 3
   */
  reflections?: number;
  /**
   * Steps from one score on validation to the next.
   * @default 10
   */
  validate_every?: number;
}

/** Prompts induced from samples of examples; later iterations, a Monte Carlo search, paraphrase the best of them. */
export interface APE {
  name: "ape";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /**
   * Samples of train examples that prompts are induced from.
   * @default 5
   */
  subsamples?: number;
  /**
   * Train examples in a sample.
   * @default 5
   */
  examples?: number;
  /**
   * Prompts induced from each sample.
   * @default 50
   */
  prompts?: number;
  /**
   * 1 induces only; later ones paraphrase the best.
   * @default 1
   */
  iterations?: number;
  /**
   * Prompts that are paraphrased and compete again.
   * @default 5
   */
  survivors?: number;
  /**
   * All on the same items, or more pulls for those that promise more.
   * @default "fixed"
   */
  selection?: "fixed" | "ucb";
  /**
   * With fixed: validation items.
   * @default 50
   */
  samples?: number;
  /**
   * With ucb: pulls one after another.
   * @default 5
   */
  eval_rounds?: number;
  /**
   * With ucb: prompts in one pull.
   * @default 50
   */
  eval_arms?: number;
  /**
   * With ucb: validation items in one pull.
   * @default 5
   */
  eval_samples?: number;
  /**
   * With ucb: the weight of exploration.
   * @default 1.0
   */
  c?: number;
}

/**
 * A moving batch forward, a few wrong and right samples of it backward, proposals until one passes both gates.
 *
 * A proposal sees the feedback, the best prompts so far and the proposals of this step that failed. One that does
 * better on the drawn samples, and then on validation, is accepted, and the moving batch starts anew.
 */
export interface AdalFlow {
  name: "adalflow";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /**
   * Steps, each with one accepted prompt at most.
   * @default 12
   */
  steps?: number;
  /**
   * Answers that a step adds to the moving batch.
   * @default 4
   */
  batch?: number;
  /**
   * The most proposals of a step, one after another.
   * @default 5
   */
  proposals?: number;
  /**
   * Wrong answers of the moving batch that critics see.
   * @default 2
   */
  wrong?: number;
  /**
   * Right answers of the moving batch that critics see.
   * @default 2
   */
  right?: number;
  /**
   * The score above which an answer is right.
   * @default 0.5
   */
  right_above?: number;
  /**
   * The most answers in the moving batch.
   * @default 20
   */
  window?: number;
  /**
   * Best prompts so far that an editor sees.
   * @default 3
   */
  best_shown?: number;
}

/**
 * Calls, and what they come to as calls of the task's model with the prompt as it was given.
 *
 * `cost_usd` is null where nobody knows what one of the models costs.
 */
export interface Amount {
  calls: number;
  tokens: number;
  cost_usd: number | null;
}

/** A test item: the places of its label and of two prompts' answers among the labels, -1 if unreadable. */
export interface Answered {
  example: string;
  truth: number;
  before: number;
  after: number;
}

/** What an arm makes of calls: about how many, and at most if its runs have a cap. */
export interface ArmCost {
  name: string;
  trials: number;
  expected_calls: number;
  most_calls: number | null;
}

/**
 * A fresh edit of an arm with its scores by item; None where no call was made, or it failed, or no edit was usable.
 *
 * `scores` are on the probe items, `gate` on the gate's, `crossed` on all steps' minibatches; empty where not asked
 * for. `rejected` says why earlier tries, or the feedback itself, could not be used; `manner` is that of a placebo.
 */
export interface ArmDraw {
  arm: string;
  feedback: Array<string>;
  text: string | null;
  rejected: Array<string>;
  scores: Array<number | null>;
  gate: Array<number | null>;
  crossed: Array<number | null>;
  manner: "hostile" | "kind" | "neutral" | (string & {}) | null;
}

/**
 * How the runs of an arm score along the way. The claim is that they go on improving after the first point.
 *
 * `means` are those of `n` runs after each of `steps`, 0 the seed; a run that ended early keeps its last score.
 * `later_change` is the mean slope after the first point times the span, in units of the score; `first_share` the gain
 * at the first point as a share of the gain at the last, null where there is none. `minimum_detectable_effect` and the
 * `runs_needed` to find delta are for 80 % power.
 */
export interface ArmFit {
  arm: string;
  verdict: "inconclusive" | "not_testable" | "refuted" | "supported" | (string & {});
  reasons: Array<string>;
  n: number;
  dropped: number;
  steps: Array<number>;
  means: Array<number>;
  later_change: number | null;
  ci95: Array<number> | null;
  p_value: number | null;
  holm_p_value: number | null;
  equivalence_p_value: number | null;
  minimum_detectable_effect: number | null;
  runs_needed: number | null;
  first_share: number | null;
}

/**
 * An arm's mean gain over the given prompt on the test split, of `n` runs, and by a thousand calls.
 *
 * `calls` is their mean without those of the test. `ci95` and `per_1000_ci95` are over trials, `over_items` also over
 * items; they are null for a single run and where nothing varies.
 */
export interface ArmGain {
  arm: string;
  n: number;
  gain: number;
  ci95: Array<number> | null;
  over_items: OverItems | null;
  calls: number;
  per_1000_calls: number | null;
  per_1000_ci95: Array<number> | null;
}

/** What is shown of an arm. */
export interface ArmOutline {
  name: string;
  trials: number;
  critic: CriticSpec;
  method: JsonObject;
  models: Record<string, ModelView>;
  budget: Budget;
}

/** An arm's mean over the ranked trials and the ranks it may have, 1 the best; all arms' hold at once. */
export interface ArmRank {
  arm: string;
  mean: number;
  best_rank: number;
  worst_rank: number;
}

/**
 * An arm over the runs that were begun: `n` have an outcome, `failed` have none.
 *
 * `calls` is the mean of its runs. Of `audited` runs the share `flagged` owes half of its gain or more to format and
 * label prior, or was noted for prevalence or leakage by the shortcut audit.
 */
export interface ArmResult {
  name: string;
  runs: number;
  n: number;
  failed: number;
  mean: number | null;
  sd: number | null;
  finish_reasons: Record<string, number>;
  calls: number | null;
  audited: number;
  flagged: number | null;
}

/**
 * An arm: a JSON merge patch (RFC 7396) on the optimize request, and what its critics are told.
 *
 * A method with another name replaces the method as a whole. `trials` is the arm's own number where it differs.
 */
export interface ArmSpec {
  name: string;
  overrides?: JsonObjectInput;
  critic?: CriticSpecInput;
  trials?: number | null;
}

/**
 * What the given prompt and the winner answered on the test split; `missing` says why there is nothing to read.
 *
 * `quoted` are examples that the winner quotes, `lengths` those of both prompts in characters, and `improved` is
 * whether the run's verdict was that.
 */
export interface Audited {
  answered: Array<Answered>;
  quoted: Array<string>;
  lengths: Array<number>;
  improved: boolean;
  missing: string | null;
}

/**
 * Whichever method suits the request, with sizes for its budget: chosen when the request is accepted.
 *
 * What it was resolved to and why is the `choice` of an estimate and of a run.
 */
export interface Auto {
  name: "auto";
}

/**
 * A text that editors are told and that is no feedback: a summary of the data, a description of the program.
 *
 * `text` is None where none could be used, `history` are the candidates that its writer was shown as tried before.
 */
export interface Background {
  id: string;
  template: Template;
  slots: Array<Slot>;
  text: string | null;
  history: Array<string>;
}

/**
 * The expected score of the best of `candidates` prompts minus the given one's, in score units.
 *
 * `estimate` shrinks the given prompt's own distance from its like, `at_most` is the upper 95 % limit; both are
 * limited by `room`, the given prompt's distance from 1 at its lower 95 % limit.
 */
export interface BestGain {
  estimate: number;
  at_most: number;
  room: number;
  candidates: number;
}

/** The best of n independent draws of the same blind edit: what sampling and selecting alone find. */
export interface BestOfN {
  name: "best_of_n";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /**
   * Proposals in all; null goes on until the budget is used.
   * @default 48
   */
  n?: number | null;
  /**
   * Proposals of a step.
   * @default 8
   */
  at_once?: number;
}

/** All arms of one replicate of one step. */
export interface Block {
  step: number;
  replicate: number;
  arms: Array<ArmDraw>;
  judged: Array<Judgement>;
}

/** One of the diagnostic's `blocks` is complete. */
export interface BlockCompleted {
  step: number;
  replicate: number;
  blocks: number;
}

export interface BlockCompletedEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "block_completed";
  data: BlockCompleted;
}

/**
 * Demos from the program's own answers that scored well, and from expected answers; random search over sets.
 *
 * The candidates are the prompt without demos, with expected answers alone, with the first answers that reached the
 * `threshold`, and `candidates` sets of random size and order; each is scored on all of validation. `rounds` is how
 * often an example is tried.
 */
export interface BootstrapFewShot {
  name: "bootstrap_fewshot";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /**
   * Sets of demos of random size and order.
   * @default 16
   */
  candidates?: number;
  /**
   * The most demos of a set that are made of own answers.
   * @default 4
   */
  bootstrapped?: number;
  /**
   * Demos that a set is filled up to with expected answers.
   * @default 16
   */
  labelled?: number;
  /**
   * Times that a train example is tried.
   * @default 1
   */
  rounds?: number;
  /**
   * The least score of an answer that becomes a demo.
   * @default 1.0
   */
  threshold?: number;
}

/**
 * Caps over all roles; null means no cap.
 *
 * `retry_share` is the share of the calls that may be made again after a failure, so that an outage burns no money
 * (never less than ten calls, unless it is 0). `weight` is the job's share, against other jobs, of a provider that all
 * of them wait for.
 */
export interface Budget {
  max_calls: number | null;
  max_tokens: number | null;
  max_cost_usd: number | null;
  max_seconds: number | null;
  retry_share: number;
  weight: number;
}

/**
 * Caps over all roles; null means no cap.
 *
 * `retry_share` is the share of the calls that may be made again after a failure, so that an outage burns no money
 * (never less than ten calls, unless it is 0). `weight` is the job's share, against other jobs, of a provider that all
 * of them wait for.
 */
export interface BudgetInput {
  max_calls?: number | null;
  max_tokens?: number | null;
  max_cost_usd?: number | null;
  max_seconds?: number | null;
  /** @default 0.1 */
  retry_share?: number;
  /** @default 1 */
  weight?: number;
}

/** A cap of the budget has stopped the job; `away` are the models that did not answer then, in words. */
export interface BudgetReached {
  reason: string;
  away: Array<string>;
}

export interface BudgetReachedEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "budget_reached";
  data: BudgetReached;
}

/** Mean scores by class, whatever the scorer; a macro mean is the mean of the classes' means. */
export interface ByClass {
  classes: Array<ClassScores>;
  macro_baseline: number | null;
  macro_best: number | null;
}

/** Figures by label, in the order of the labels; the rows' `said` and `unread` are the confusion table. */
export interface ByLabel {
  /** The mean F1 of the labels that an item has or an answer says; null where there is none. */
  macro_f1: number | null;
  labels: Array<LabelScore>;
}

/**
 * Crossover and mutation of instructions and of their shots, then a race of old and new that favours short prompts.
 *
 * A shot is an example from the train split with the model's own answer where that is right, else the expected one.
 */
export interface CAPO {
  name: "capo";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /**
   * Generations.
   * @default 10
   */
  steps?: number;
  /**
   * Prompts that survive a race.
   * @default 10
   */
  population?: number;
  /**
   * Children of a step.
   * @default 4
   */
  crossovers?: number;
  /**
   * The most shots of a prompt.
   * @default 5
   */
  upper_shots?: number;
  /**
   * Validation items in a block of the race.
   * @default 30
   */
  block?: number;
  /**
   * The most blocks of a race.
   * @default 10
   */
  blocks?: number;
  /**
   * The p-value below which one prompt beats another.
   * @default 0.2
   */
  alpha?: number;
  /**
   * Off the score of a prompt as long as the longest of the first population.
   * @default 0.05
   */
  length_penalty?: number;
}

/**
 * Rounds of `breadth` new texts, component after component, each beside the best texts of the others.
 *
 * The first round asks for better texts of the given one, later ones show the best of this component and their scores,
 * the best last.
 */
export interface COPRO {
  name: "copro";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /**
   * Texts of a component in a round; the first round counts the given one.
   * @default 10
   */
  breadth?: number;
  /**
   * Rounds over all components.
   * @default 3
   */
  depth?: number;
}

/** A call has no answer; `status`, `code` and `message` are the provider's where it gave any. */
export interface CallFailed {
  path: string;
  role: "application" | "check" | "grader" | "judge" | "optimizer" | "task" | (string & {});
  cause: string;
  attempts: number;
  status: number | null;
  code: string | null;
  message: string;
}

export interface CallFailedEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "call_failed";
  data: CallFailed;
}

/** A call was answered after attempts that failed for these causes, in their order. */
export interface CallRetried {
  path: string;
  role: "application" | "check" | "grader" | "judge" | "optimizer" | "task" | (string & {});
  causes: Array<string>;
}

export interface CallRetriedEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "call_retried";
  data: CallRetried;
}

/** Calls by role. */
export interface Calls {
  task: number;
  optimizer: number;
  judge: number;
  application: number;
  grader: number;
}

/** The calls that a test asked for alone takes: `fixed` ones, and `a_pair` for each pair of edits. */
export interface CallsTaken {
  fixed: number;
  a_pair: number;
}

/** An immutable set of component texts and demos, with where it came from. */
export interface Candidate {
  id: string;
  components: Record<string, string>;
  demos: Array<Demo>;
  parents: Array<string>;
  operator: string;
  feedback: Array<string>;
}

/** A page of candidates. */
export interface CandidatePage {
  items: Array<Candidate>;
  next: string | null;
}

/** A new candidate: an edit with its `text` and `component`, or one made without a call, with so many `demos`. */
export interface CandidateProposed {
  step: number;
  candidate: string;
  operator: string;
  text?: string;
  component?: string;
  demos?: number;
}

export interface CandidateProposedEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "candidate_proposed";
  data: CandidateProposed;
}

/** How a candidate did on validation: its mean score on `n` examples, null without any; `failed` have no score. */
export interface CandidateScored {
  step: number;
  candidate: string;
  score: number | null;
  n: number;
  failed: number;
}

export interface CandidateScoredEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "candidate_scored";
  data: CandidateScored;
}

/**
 * What a caller needs to know to choose a scorer; `parameters` is a JSON Schema.
 *
 * `installed` are the scorers of packages on this server, which the kind `python` names.
 */
export interface CatalogueEntry {
  name: string;
  summary: string;
  needs_expected: boolean;
  parameters: JsonObject;
  installed: Array<InstalledScorer>;
}

/** A page of test examples that a run's best prompt answers otherwise. */
export interface ChangePage {
  items: Array<ChangedExample>;
  next: string | null;
}

/** A test example that the given prompt and the best one answer with different scores. */
export interface ChangedExample {
  id: string;
  fields: Record<string, string>;
  expected: string | number | boolean | Array<unknown> | JsonObject | null;
  baseline: ScoredAnswer;
  best: ScoredAnswer;
}

/**
 * Test examples that the best prompt answers better or worse than the given one, the largest changes first.
 *
 * At most ten of each, texts cut at 1,000 characters; `GET /runs/{run_id}/changes` holds all of them whole.
 */
export interface Changes {
  fixed: Array<ChangedExample>;
  broken: Array<ChangedExample>;
}

/** A manipulation check: whether the arms differ in what they were meant to differ in. */
export interface Check {
  name: string;
  passed: boolean;
  detail: string;
}

/**
 * Which of a provider's models to check; its default one where none is named, asked with `effort` and `extra`.
 *
 * With `tools`, as in a prompt, it is also asked to call the first of them.
 */
export interface CheckRequest {
  model?: string | null;
  effort?: string | null;
  extra?: JsonObjectInput;
  tools?: ReadonlyArray<JsonObjectInput>;
}

/** A run's best prompt after a step, on the train items and on the probe items. */
export interface CheckpointScores {
  run_id: string;
  step: number;
  train: Array<number | null>;
  probe: Array<number | null>;
}

/**
 * The output settles on the expected one of the allowed answers.
 *
 * Labels are whole words, the longest first; in scripts without spaces, and in Hangul, they may stand anywhere. A
 * denied label (`not positive`, `不是正面`) is not named.
 */
export interface Choice {
  kind: "choice";
  /** Several answers to each item, whose scores make the item's; null for one. */
  repeats?: Repeats | null;
  /**
   * A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are the labels of `expected`.
   * @default "mean"
   */
  aggregate?: "macro" | "mean";
  /** The allowed answers in the order of their letters; null for the labels of the task. */
  choices?: ReadonlyArray<string> | null;
}

/**
 * What a request that left the method open was resolved to when it was accepted.
 *
 * `method` is its name with the parameters that are not its defaults, as a request writes it; `study` is the earlier
 * study that decided, null where the measured table did.
 */
export interface ChosenMethod {
  requested: "auto" | (string & {});
  method: JsonObject;
  reason: string;
  study: string | null;
}

/** How the test items of one class were scored: those whose expected answer is the label. */
export interface ClassScores {
  label: string;
  /** Items of the class that have a score with both prompts. */
  n: number;
  /** Items of the class that lack one. They count nowhere else. */
  failed: number;
  /** The given prompt's mean score on the n; null without any. */
  baseline: number | null;
  /** The best prompt's mean score on the n; null without any. */
  best: number | null;
  /** How many of the n score higher with the best prompt. */
  fixed: number;
  /** How many of the n score lower with it. */
  broken: number;
}

/**
 * A column: what its values are, and how many rows have none.
 *
 * A number or a truth value may be written as a text, as CSV writes all of them. `distinct` counts different values,
 * exactly unless `distinct_at_least` says that counting was given up.
 */
export interface Column {
  name: string;
  type: "boolean" | "empty" | "list" | "mixed" | "number" | "object" | "text" | (string & {});
  missing: number;
  distinct: number;
  distinct_at_least: boolean;
}

/**
 * The given prompt and its alternatives on validation; the best of them goes to the test.
 *
 * An alternative gives the texts of the components in which it differs from the prompt.
 */
export interface Compare {
  name: "none";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /** Prompts to compare with the given one: for each the components that differ. */
  alternatives?: ReadonlyArray<Record<string, string>>;
}

/**
 * What a comparison could show. `level` is alpha divided by the comparisons of its family, as Holm begins.
 *
 * `minimum_detectable_effect` is found with 80 % power, `trials_needed` are those that find delta so. `power_large` is
 * the power for a difference of 0.8 standard deviations between runs.
 */
export interface ComparisonPower {
  first: string;
  second: string;
  family: string;
  alternative: "greater" | "less" | "two_sided" | (string & {});
  trials: number;
  level: number;
  least_p_value: number;
  minimum_detectable_effect: number;
  trials_needed: number;
  power_large: number;
}

/** First arm minus second arm; `greater` claims that the first is better. Families are adjusted by Holm. */
export interface ComparisonSpec {
  first: string;
  second: string;
  alternative: "greater" | "less" | "two_sided";
  family: string;
}

/** First arm minus second arm; `greater` claims that the first is better. Families are adjusted by Holm. */
export interface ComparisonSpecInput {
  first: string;
  second: string;
  /** @default "two_sided" */
  alternative?: "greater" | "less" | "two_sided";
  /** @default "comparisons" */
  family?: string;
}

/**
 * How a judge compared answers with those of the given prompt, each pair in both orders.
 *
 * `judged` pairs were shown to the judge; the others are equal, or one has no text. `order_decided` is the share of
 * the judged in which it preferred the same place in both orders, `first` or `last` of them; these are among the ties.
 */
export interface Comparisons {
  wins: number;
  ties: number;
  losses: number;
  judged: number;
  first: number;
  last: number;
  order_decided: number | null;
}

/**
 * What changed in a component, word by word: without its inserts it is the given text, without its deletes the new.
 *
 * Empty `runs` are a component that did not change.
 */
export interface ComponentDiff {
  component: string;
  runs: Array<WordRun>;
}

/**
 * What a row must be: all that is said of its column must hold; null says nothing.
 *
 * Values are compared as texts, so that `5` is `"5"`; `at_least` and `at_most` compare numbers. A row without a value
 * meets `exists: false` and `not_equals` alone.
 */
export interface Condition {
  /** A column, or a dotted path into one: `meta.lang`, `turns.0`. */
  column: string;
  equals?: string | number | boolean | null;
  not_equals?: string | number | boolean | null;
  in?: ReadonlyArray<string | number | boolean> | null;
  contains?: string | null;
  exists?: boolean | null;
  at_least?: number | null;
  at_most?: number | null;
}

/** The expected text, or those of a list, stand somewhere in the output. */
export interface Contains {
  kind: "contains";
  /** Several answers to each item, whose scores make the item's; null for one. */
  repeats?: Repeats | null;
  /**
   * A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are the labels of `expected`.
   * @default "mean"
   */
  aggregate?: "macro" | "mean";
  /**
   * Upper and lower case are the same.
   * @default true
   */
  ignore_case?: boolean;
  /**
   * How many texts of a list the output must contain.
   * @default "all"
   */
  of_list?: "all" | "any";
}

/**
 * A new budget for what an ended run left undone; what is paid for already is not paid again.
 *
 * Name, tags and metadata are the ended run's where they are left out.
 */
export interface ContinueRequest {
  name?: string | null;
  tags?: ReadonlyArray<string>;
  metadata?: Record<string, string>;
  webhook?: string | null;
  /** @default "normal" */
  priority?: "high" | "low" | "normal";
  budget?: BudgetInput;
}

/**
 * Wrong answers are asked for again; where one gets better, a rule is read off the difference to the worst one.
 *
 * Rules are also read off the answers that no attempt made better. All rules, with those that are there, are arranged
 * as a tree: some for every input, others for inputs of a kind. It stands at the end of the given prompt, and the
 * prompt with the best score on validation is kept.
 */
export interface ContraPrompt {
  name: "contraprompt";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /**
   * The most trees that are made.
   * @default 15
   */
  iterations?: number;
  /**
   * Iterations without a better prompt that end the run.
   * @default 3
   */
  patience?: number;
  /**
   * Train examples of an iteration.
   * @default 50
   */
  batch?: number;
  /**
   * The most answers to an example.
   * @default 3
   */
  attempts?: number;
  /**
   * The least gain in score that makes two answers a pair.
   * @default 0.02
   */
  gap?: number;
  /**
   * The most pairs that are read in an iteration.
   * @default 10
   */
  pairs?: number;
}

/**
 * Calls and dependent rounds of a method; the seed's score and the test come on top.
 *
 * `first` and `step` are the most calls of the first and of a later step; in `first` answers of the seed on validation
 * are known already. `rounds` are the dependent rounds of a step: calls that wait for one another when every other one
 * is made at once, a program's modules and its judge counted as one round. `steps` is the most steps there are.
 * `terms` are names for parts, each of the method's parameters, of a task's sizes and of the terms before it; `number`
 * is the number of a step, from 1, where steps differ.
 * `least` and `most` are of a whole run and follow from the others: a run may find nothing to ask, and at most asks
 * all of every step, answers that are known included; `later` is what `step` comes to from the second step on. Of more
 * than a thousand steps the further ones count as the dearest of these and of the last.
 */
export interface Costs {
  terms: Record<string, string>;
  first: string;
  step: string;
  steps: string;
  rounds: string;
  least: string;
  most: string;
}

/**
 * All a critic sees, under the id of the feedback it wrote; `upstream` names the feedback in its slots.
 *
 * Where it wrote several, each has the id of the request and its place after a slash. `history` are the candidates
 * that it is shown as tried before.
 */
export interface CriticRequest {
  id: string;
  candidate: string;
  component: string;
  template: Template;
  slots: Array<Slot>;
  seen: Array<ShownRollout>;
  upstream: Array<string>;
  history: Array<string>;
}

/**
 * What an arm's critics and editors are told, and what becomes of the critics' feedback.
 *
 * `labels: wrong` puts another answer in the place of the expected one of every train example; validation, probe and
 * test stay true. `evaluation` is what they see of how an answer was scored: the scorer's note; `none`, nothing but
 * input and answer; or in the note's place the verdict of a critic model that is told the expected answer, `binary`
 * (right or wrong) or `smooth` (0 to 100).
 *
 * With `none` the method cannot know the errors on train examples either: ProTeGi then samples from all answers alike,
 * TextGrad looks at every answer anyway. Selection on validation keeps its scores.
 *
 * `feedback` is what passes from critics to editors: what they wrote; a `placebo` of its form and length that never
 * saw the task; `none`, which editors are told; or `shuffled`, what the same critic wrote about the same component in
 * an earlier step of the run, drawn by seed, and none where no earlier step has any. Critics are asked all the same,
 * and those that build on other feedback read it as it was written: arms differ in what editors read as feedback.
 */
export interface CriticSpec {
  labels: "true" | "wrong";
  evaluation: "binary" | "none" | "scorer" | "smooth";
  feedback: "none" | "placebo" | "real" | "shuffled";
}

/**
 * What an arm's critics and editors are told, and what becomes of the critics' feedback.
 *
 * `labels: wrong` puts another answer in the place of the expected one of every train example; validation, probe and
 * test stay true. `evaluation` is what they see of how an answer was scored: the scorer's note; `none`, nothing but
 * input and answer; or in the note's place the verdict of a critic model that is told the expected answer, `binary`
 * (right or wrong) or `smooth` (0 to 100).
 *
 * With `none` the method cannot know the errors on train examples either: ProTeGi then samples from all answers alike,
 * TextGrad looks at every answer anyway. Selection on validation keeps its scores.
 *
 * `feedback` is what passes from critics to editors: what they wrote; a `placebo` of its form and length that never
 * saw the task; `none`, which editors are told; or `shuffled`, what the same critic wrote about the same component in
 * an earlier step of the run, drawn by seed, and none where no earlier step has any. Critics are asked all the same,
 * and those that build on other feedback read it as it was written: arms differ in what editors read as feedback.
 */
export interface CriticSpecInput {
  /** @default "true" */
  labels?: "true" | "wrong";
  /** @default "scorer" */
  evaluation?: "binary" | "none" | "scorer" | "smooth";
  /** @default "real" */
  feedback?: "none" | "placebo" | "real" | "shuffled";
}

/** The best candidate after a step, on the tracked split; the score is None where every call failed. */
export interface CurvePoint {
  step: number;
  score: number | null;
  n: number;
}

/**
 * What repeats in a divided data set.
 *
 * `repeated` examples say what an earlier one says (but for case, width and white space), `contradictory` ones expect
 * another answer than it. `leaked` ones stand in another split than an equal input or their group, as the caller gave
 * them; `leaked_into_test` are test examples of which that is true, whichever came first. `alike` ones say nearly what
 * an earlier one of another split says, and `alike_in_test` are test examples among such pairs; likeness moves no
 * example, and in data of one template it is no leak.
 */
export interface DataReport {
  repeated: Pairs;
  contradictory: Pairs;
  leaked: Pairs;
  leaked_into_test: Pairs;
  alike: Pairs;
  alike_in_test: Pairs;
}

/** A data set: its newest version, or the one that was posted or asked for, and which versions there are. */
export interface Dataset {
  digest: string;
  rows: number;
  bytes: number;
  columns: Array<Column>;
  name: string;
  version: number;
  file: FileFacts;
  created_at: string;
  versions: Array<number>;
}

/** A data set as lists show it: its newest version; the ones before it have the numbers below. */
export interface DatasetEntry {
  name: string;
  version: number;
  digest: string;
  rows: number;
  bytes: number;
  created_at: string;
}

/** A page of data sets by name; `next` is the cursor of what follows. */
export interface DatasetPage {
  items: Array<DatasetEntry>;
  next: string | null;
}

/** A row with its number in the file: from 1, a header counted. */
export interface DatasetRow {
  row: number;
  values: JsonObject;
}

/** A page of rows of one version; `next` is the cursor of what follows. */
export interface DatasetRowPage {
  version: number;
  items: Array<DatasetRow>;
  next: string | null;
}

/**
 * Examples from a stored data set: those rows of a version (by default the newest) that meet every condition.
 *
 * At most `sample` of them are taken, 1000 where it is left out, by the digest of what they say and `split_seed`:
 * whatever order they stand in. Where rows name their split every split gets its share, and at least a tenth.
 */
export interface DatasetSpec {
  name: string;
  version?: number | null;
  filter?: ReadonlyArray<Condition> | Condition;
  map?: MapSpec;
  sample?: number | null;
}

/**
 * What a run took from a data set: `sampled` examples of the `matching` rows, of `rows` in all.
 *
 * `rule` says in words how they were chosen, `tool` in which format of another tool the rows were read where the
 * request has no mapping of its own; `notes` then say what became what, and what was not taken over. The examples
 * themselves are kept with the run, so that it stays as it is when the data set is deleted.
 */
export interface DatasetUse {
  name: string;
  version: number;
  digest: string;
  rows: number;
  matching: number;
  sampled: number;
  rule: string;
  mapping: Mapping | null;
  tool: string | null;
  filter: Array<string>;
  notes: Array<string>;
}

/**
 * A worked example that a module is shown before its input: what it was given and what to answer.
 *
 * `fields` fill its placeholders and `input` is the message where the module has no user component; `example` is the
 * example it was taken from.
 */
export interface Demo {
  module: string;
  example: string;
  fields: Record<string, string>;
  input: string;
  output: string;
}

/** A worked example that is shown before the input: what was given, a text or named fields, and what to answer. */
export interface DemoSpec {
  input: string | JsonObjectInput;
  output: string;
}

/** How many pairs are drawn, on how many of so many probe items each is scored, and about the calls of all. */
export interface Design {
  pairs: number;
  items_per_pair: number;
  probe: number;
  calls: number;
}

/** A diagnostic: what was asked, how far it is, what it found. */
export interface Diagnostic {
  tests: Array<string>;
  scope: "method" | "this_run" | (string & {});
  estimand: "critic_average" | "fixed_feedback" | (string & {});
  ladder: "core" | "whole" | (string & {});
  stop: "evalue" | "fixed" | "looks" | (string & {});
  delta: number;
  alpha: number;
  noise: Noise;
  seed: number;
  sampling: string;
  calls_taken: Record<string, CallsTaken>;
  effect: number;
  looks: Array<number>;
  earlier: Array<EarlierTest>;
  run_id: string;
  untestable: Record<string, string>;
  steps: Array<number>;
  replicates: number;
  items: number;
  items_per_pair: number | null;
  expected_calls: number;
  minimum_detectable_effect: number | null;
  id: string;
  name: string | null;
  tags: Array<string>;
  metadata: Record<string, string>;
  priority: "high" | "low" | "normal" | (string & {});
  status: "cancelled" | "failed" | "queued" | "running" | "succeeded";
  finish_reason: string | null;
  error: JobError | null;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
  progress: Progress | null;
  webhook: Notice | null;
  result: DiagnosticResult | null;
}

/** A diagnostic has ended; `verdicts` by test. */
export interface DiagnosticEnded {
  status: "cancelled" | "failed" | "queued" | "running" | "succeeded";
  finish_reason: string | null;
  error?: JobError;
  verdicts?: Record<string, string>;
}

export interface DiagnosticEndedEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "diagnostic_succeeded" | "diagnostic_failed" | "diagnostic_cancelled";
  data: DiagnosticEnded;
}

/**
 * What a diagnostic would take when every edit is usable at its first try, and what it could tell.
 *
 * `by_test` counts each test as if it were asked for alone, `calls` counts shared arms once, all pairs included:
 * `likely_calls` are those of a job that may stop at a look, if the effect is what the plan is to find. `cost_usd` is
 * at the run's own average cost of a call, null without prices. `enough` says that `minimum_detectable_effect`, the
 * effect that all tests find with 80 % power, does not exceed `effect`; `needed` is the cheapest design that would
 * find it. `noise` is what this rests on. `untestable` tests draw nothing; it says why. `sampling` is how edits and
 * answers are drawn, by what is really sent; `headroom` whether the task is known to react to prompts.
 */
export interface DiagnosticEstimate {
  calls: Calls;
  by_arm: Record<string, Calls>;
  by_test: Record<string, Calls>;
  likely_calls: number;
  cost_usd: number | null;
  pairs: number;
  items_per_pair: number;
  noise: Noise;
  minimum_detectable_effect: number | null;
  delta: number;
  effect: number;
  enough: boolean;
  needed: Design | null;
  pairs_needed_for_equivalence: number;
  untestable: Record<string, string>;
  sampling: string;
  headroom: KnownHeadroom | null;
}

/** What a diagnostic tells. A later version may tell more: pass over types that you do not know. */
export type DiagnosticEvent = 
  | ProgressEvent
  | ProviderThrottledEvent
  | ProviderAwayEvent
  | ProviderBackEvent
  | CallRetriedEvent
  | CallFailedEvent
  | BudgetReachedEvent
  | DiagnosticStartedEvent
  | BlockCompletedEvent
  | DiagnosticEndedEvent;

/**
 * A page of diagnostics; `next` is the cursor of the page after it, null at the end.
 *
 * `summary` is that of all ended diagnostics of a run, whatever the page holds, in two or three sentences: the newest
 * finding of each test, as far as they are under the same rules as the newest diagnostic. Null in the list over all
 * runs, and where none has ended.
 */
export interface DiagnosticPage {
  items: Array<DiagnosticSummary>;
  next: string | null;
  summary: string | null;
}

/**
 * Which tests to run on which recorded steps, and how large an answer may be.
 *
 * What is not given is chosen: the cheapest that finds `effect` with 80 % power, or all that `budget.max_calls`
 * allows, by default as many calls as the run made. Without `force` a job is refused whose minimum detectable effect
 * exceeds `effect`.
 */
export interface DiagnosticRequest {
  name?: string | null;
  tags?: ReadonlyArray<string>;
  metadata?: Record<string, string>;
  webhook?: string | null;
  /** @default "normal" */
  priority?: "high" | "low" | "normal";
  /** The tests to make. */
  tests?: ReadonlyArray<string>;
  /** The steps to run again; null means every one that can be tested. */
  steps?: ReadonlyArray<number> | null;
  /** Pairs of edits a step. */
  replicates?: number | null;
  /** Probe examples that edits are scored on. */
  items?: number | null;
  /** Probe examples that each pair is scored on, in turn those of items; null means all. */
  items_per_pair?: number | null;
  /**
   * this_run speaks about the run's own steps, method about steps like them.
   * @default "this_run"
   */
  scope?: "method" | "this_run";
  /** critic_average asks critics anew for every replicate but the first, fixed_feedback never; null is critic_average where critics can be asked again and more is asked than the test sentences. */
  estimand?: "critic_average" | "fixed_feedback" | null;
  /**
   * whole gives content, labels and chain more arms than their verdicts rest on.
   * @default "core"
   */
  ladder?: "core" | "whole";
  /**
   * masked hides examples and history from editors in every arm: feedback is all they have.
   * @default "shown"
   */
  evidence?: "masked" | "shown";
  /**
   * looks ends after a half or three quarters of the pairs if nothing is open then, evalue as soon as the primary contrast of the first test is decided, fixed never before the last pair.
   * @default "looks"
   */
  stop?: "evalue" | "fixed" | "looks";
  /** Further runs of the same task, by id, for the test fitting. */
  runs?: ReadonlyArray<string>;
  /** The margin of equivalence; null is the larger of 0.02 and a quarter of the run's gain, as its test measured it. */
  delta?: number | null;
  /** What the plan has to find; null is delta where that is given, else half of the run's gain. */
  effect?: number | null;
  /**
   * The chance of a finding where there is nothing, adjusted for how many are looked for.
   * @default 0.05
   */
  alpha?: number;
  /** @default false */
  force?: boolean;
  budget?: BudgetInput;
  /** @default 0 */
  seed?: number;
}

/**
 * What a diagnostic found, test by test, with every text and score it rests on.
 *
 * `summary` says it in two or three sentences, empty where none was stored. `rules_version` is that of the rules that
 * gave its verdicts; 1 where none was stored.
 */
export interface DiagnosticResult {
  run_id: string;
  summary: string;
  findings: Record<string, Finding>;
  material: Material;
  planned_blocks: number;
  usage: Record<string, RoleUsage>;
  rules_version: number;
}

/** A diagnostic of a run begins, of these steps. */
export interface DiagnosticStarted {
  run_id: string;
  steps: Array<number>;
  expected_calls: number;
}

export interface DiagnosticStartedEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "diagnostic_started";
  data: DiagnosticStarted;
}

/** A diagnostic in a list. */
export interface DiagnosticSummary {
  id: string;
  name: string | null;
  tags: Array<string>;
  metadata: Record<string, string>;
  priority: "high" | "low" | "normal" | (string & {});
  status: "cancelled" | "failed" | "queued" | "running" | "succeeded";
  finish_reason: string | null;
  created_at: string;
  ended_at: string | null;
  run_id: string;
  tests: Array<string>;
}

/** The paired difference best - baseline on the same items. */
export interface Difference {
  estimate: number;
  ci95: Array<number>;
  p_value: number;
  n: number;
  test: "macro_permutation" | "mcnemar_midp" | "paired_permutation" | "sign" | (string & {});
}

/**
 * A bet on the differences, item by item, whose wealth must be large enough, on however many items there are.
 *
 * As in PACE (Anytime-Valid Acceptance Tests for Self-Evolving Agents, arXiv 2606.08106), but for two things: all that
 * a step compares shares its alpha, and the wealth is that of all items, not of the first ones that reach it.
 */
export interface EValue {
  kind: "evalue";
  /**
   * The most prompts that are no better and yet taken over, a step, on average.
   * @default 0.1
   */
  alpha?: number;
}

/** What an earlier job has estimated for a claim, with the error of its pairs, and that of its items too. */
export interface EarlierEstimate {
  estimate: number;
  se: number;
  se_pairs: number;
  n_pairs: number;
}

/** A test that an earlier diagnostic made of the same run under the same version of the rules, by claim. */
export interface EarlierTest {
  test: string;
  scope: "method" | "this_run" | (string & {});
  estimand: "critic_average" | "fixed_feedback" | (string & {});
  seed: number;
  estimates: Record<string, EarlierEstimate>;
}

/**
 * All an editor sees: operator, parents, the component to change, template, slots, draw.
 *
 * `feedback` names the feedback in its slots, `seen` is what its evidence shows, `history` are the candidates that it
 * is shown as tried before.
 */
export interface EditRequest {
  id: string;
  operator: string;
  parents: Array<string>;
  component: string;
  template: Template;
  slots: Array<Slot>;
  seen: Array<ShownRollout>;
  feedback: Array<string>;
  history: Array<string>;
  draw: number;
}

/**
 * What was measured about one question; of two arms, the first minus the second.
 *
 * `n_pairs` are distinct: `repeated_pairs` held an edit over again and count as one with the pair they share it with.
 * `claim` is what the property predicts: a `difference` above 0, or `equivalence`. `least` is the smallest estimate
 * that supports a difference, `p_opposite` the p-value of the other side where `p_value` is one-sided. Where `p_here`
 * is given it is about the very items that were scored, and `p_value` about items like them too. `p_value`
 * belongs to `test` and is adjusted for no other; where the job could stop at looks, it and `ci95` hold at all of
 * them, and at any time where there is an `e_value`. Of several contrasts that are decided together, `one_of` is how
 * many: p-values and interval then hold for all of these.
 */
export interface Effect {
  name: string;
  test: string;
  claim: "difference" | "equivalence" | (string & {});
  verdict: "inconclusive" | "not_testable" | "refuted" | "supported" | (string & {});
  reasons: Array<string>;
  n_pairs: number;
  dropped_pairs: number;
  repeated_pairs: number;
  n_items: number;
  n_steps: number;
  estimate: number | null;
  ci95: Array<number> | null;
  least: number;
  alternative: "greater" | "less" | "two_sided" | (string & {});
  p_value: number | null;
  p_opposite: number | null;
  p_here: number | null;
  least_p_value: number | null;
  e_value: number | null;
  se: number | null;
  se_pairs: number | null;
  se_items: number | null;
  df: number | null;
  pair_sd: number | null;
  equivalence: Equivalence | null;
  minimum_detectable_effect: number | null;
  pairs_needed: number | null;
  pairs_needed_for_equivalence: number | null;
  one_of: number;
  where: Where | null;
}

/** Two one-sided tests of the estimate against ± delta. */
export interface Equivalence {
  delta: number;
  p_value: number;
  ci90: Array<number>;
}

/** Prompts to score on the same examples and to compare, every two of them. */
export interface EvaluateRequest {
  name?: string | null;
  tags?: ReadonlyArray<string>;
  metadata?: Record<string, string>;
  webhook?: string | null;
  /** @default "normal" */
  priority?: "high" | "low" | "normal";
  prompts: ReadonlyArray<PromptToCompare>;
  task: TaskToCompareOn;
  models?: ModelsSpec;
  budget?: BudgetInput;
  /** @default 0 */
  seed?: number;
}

/** For each prompt one call puts what differs between two others into the best, crossed with the prompt itself. */
export interface EvoPromptDE {
  name: "evoprompt_de";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /**
   * Prompts in a generation: each needs two others as donors.
   * @default 10
   */
  population?: number;
  /**
   * Generations after the first population.
   * @default 10
   */
  generations?: number;
}

/** Two parents drawn in proportion to their scores, one call that crosses and mutates them, the best survive. */
export interface EvoPromptGA {
  name: "evoprompt_ga";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /**
   * Prompts in a generation.
   * @default 10
   */
  population?: number;
  /**
   * Generations after the first population.
   * @default 10
   */
  generations?: number;
}

/** The whole output is one of the acceptable answers. */
export interface Exact {
  kind: "exact";
  /** Several answers to each item, whose scores make the item's; null for one. */
  repeats?: Repeats | null;
  /**
   * A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are the labels of `expected`.
   * @default "mean"
   */
  aggregate?: "macro" | "mean";
  /**
   * Upper and lower case are the same.
   * @default true
   */
  ignore_case?: boolean;
  /**
   * White space before and after the answer does not count.
   * @default true
   */
  ignore_outer_whitespace?: boolean;
  /**
   * A run of white space inside the answer counts as one space.
   * @default false
   */
  ignore_inner_whitespace?: boolean;
  /**
   * Sentence marks after it and quotation marks or brackets around it do not count.
   * @default true
   */
  ignore_end_punctuation?: boolean;
  /**
   * `a`, `an` and `the` before a word do not count.
   * @default false
   */
  ignore_articles?: boolean;
}

/**
 * One example: `input` is a text (the field `input`) or named fields, each a text or JSON that is written as one.
 *
 * A field `{"image": "…"}` is an image: a data URL, the address of an uploaded file (`gradcheck://files/ID`), or an
 * https URL at a host that the server declares for images. A list `messages` is a conversation as OpenAI writes it,
 * which the fields `conversation` and `input` stand for.
 *
 * Examples of one `group`, such as a document, a customer or a conversation, stand in one split.
 *
 * `feedback` is what was said of earlier answers: ratings and critiques. Critics read that of training examples; no
 * model that answers does.
 */
export interface ExampleSpec {
  input: string | JsonObjectInput;
  expected?: string | number | boolean | ReadonlyArray<unknown> | JsonObjectInput | null;
  id?: string | null;
  split?: "probe" | "test" | "train" | "validation" | null;
  group?: string | number | null;
  feedback?: ReadonlyArray<Remark>;
}

/** The F1 of the words (characters in scripts without spaces) that the output and the expected answer share. */
export interface F1 {
  kind: "f1";
  /** Several answers to each item, whose scores make the item's; null for one. */
  repeats?: Repeats | null;
  /**
   * A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are the labels of `expected`.
   * @default "mean"
   */
  aggregate?: "macro" | "mean";
}

/** Calls of a role that failed alike: the provider's words, and its status and code where it gave any. */
export interface FailedCalls {
  count: number;
  role: "application" | "check" | "grader" | "judge" | "optimizer" | "task" | (string & {});
  message: string;
  status: number | null;
  code: string | null;
}

/** The comparisons of a family by verdict, and what is published of it where a preset repeats it. */
export interface FamilyResult {
  name: string;
  comparisons: number;
  verdicts: Record<string, number>;
  published: Published | null;
}

/**
 * A text about a component, with the rollouts that are its evidence and the role that wrote it.
 *
 * `control` is no role: a text that knows nothing of the task, which a method sets against feedback. Where an arm of a
 * study passes on another text than the author's, `text` is that one and `written` the author's; null otherwise.
 */
export interface Feedback {
  id: string;
  kind: "critique" | "failure_mode" | "gradient" | "history" | "note" | "rule" | (string & {});
  module: string;
  component: string;
  text: string;
  author: "control" | "judge" | "optimizer" | "scorer" | "task" | (string & {});
  candidate: string;
  evidence: Array<string>;
  written: string | null;
}

/** Feedback that editors are shown; `written` is what the critic wrote, where a diagnostic shows another text. */
export interface FeedbackWritten {
  step: number;
  id: string;
  component: string;
  text: string;
  written?: string;
}

export interface FeedbackWrittenEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "feedback_written";
  data: FeedbackWritten;
}

/** One faulty field: `path` in the request's JSON, `message` says what is wrong and what is accepted. */
export interface FieldError {
  path: string;
  message: string;
}

/** A number beside the verdict, in score units or as its name says, with interval and p-value if it has any. */
export interface Figure {
  name: string;
  value: number;
  ci95: Array<number> | null;
  p_value: number | null;
}

/** How a file was read; `delimiter` and `encoding` where its format has them, `tool` where another tool wrote it. */
export interface FileFacts {
  format: "csv" | "json" | "jsonl" | "parquet" | (string & {});
  encoding: string | null;
  delimiter: string | null;
  tool: FileOfTool | null;
}

/**
 * The format of another tool that rows are in, told by the first of them.
 *
 * `mapped` says what becomes what, `notes` what is not taken over; `scoring` and `prompts` are for requests to hold.
 */
export interface FileOfTool {
  kind: string;
  mapped: Array<string>;
  notes: Array<string>;
  scoring: JsonObject | null;
  prompts: Array<JsonObject>;
}

/** A page of files, the newest first; `next` is the cursor of what follows. */
export interface FilePage {
  items: Array<StoredFile>;
  next: string | null;
}

/**
 * What a test found: the verdict on the property, its reading in words, and all it rests on.
 *
 * `news` says whether the verdict speaks for the gain or against it: for one that comes from what the feedback says
 * and needs knowledge of the items; null in findings that were stored before it was said. `settling` is what would
 * settle a verdict that is open. `p_value` is the largest of the claims, which must all hold; `p_holm` is adjusted for
 * the tests asked for together.
 */
export interface Finding {
  verdict: "inconclusive" | "not_testable" | "refuted" | "supported" | (string & {});
  news: "bad" | "good" | "neutral" | "open" | (string & {}) | null;
  reading: string;
  settling: Settling | null;
  reasons: Array<string>;
  p_value: number | null;
  p_holm: number | null;
  claims: Array<Effect>;
  others: Array<Effect>;
  checks: Array<Check>;
  figures: Array<Figure>;
  labels: Array<LabelShift>;
  flags: Array<string>;
}

/** How the examples are divided; the four add up to 1. */
export interface Fractions {
  /** @default 0.3 */
  train?: number;
  /** @default 0.3 */
  validation?: number;
  /** @default 0.2 */
  probe?: number;
  /** @default 0.2 */
  test?: number;
}

/**
 * A parent from the Pareto front reflects on a minibatch; a child that does better there joins the pool.
 *
 * The reflection is one call that reads answers and the scorer's notes on them and writes the new text; with
 * `explicit_critique` (ours) it is two: a critique of the wrong answers, then an edit. `proposals` have parents and
 * minibatches of their own. A merge joins two members of the front that changed different components.
 */
export interface GEPA {
  name: "gepa";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /** Steps; null goes on until the budget is used. */
  iterations?: number | null;
  /**
   * Train examples that parent and child are compared on.
   * @default 3
   */
  minibatch?: number;
  /**
   * How a parent is chosen.
   * @default "pareto"
   */
  selection?: "current_best" | "epsilon_greedy" | "pareto" | "top_k_pareto";
  /**
   * With epsilon_greedy: the chance of a random parent.
   * @default 0.1
   */
  epsilon?: number;
  /**
   * With top_k_pareto: how many of the best by mean may be parents.
   * @default 5
   */
  top_k?: number;
  /**
   * What has a front each.
   * @default "instance"
   */
  frontier?: "cartesian" | "hybrid" | "instance" | "objective";
  /** What they count. */
  objectives?: ReadonlyArray<"cost" | "length" | "parts" | "score">;
  /**
   * Which components an iteration changes: the next one, or all.
   * @default "round_robin"
   */
  component_choice?: "all" | "round_robin";
  /**
   * A critique and an edit instead of one reflection.
   * @default false
   */
  explicit_critique?: boolean;
  /**
   * The most attempts to join two prompts of the front.
   * @default 0
   */
  merges?: number;
  /**
   * Children made at once in a step.
   * @default 1
   */
  proposals?: number;
}

/** Whatever the method holds for best, as published: a higher mean is enough. */
export interface Greedy {
  kind: "greedy";
}

/**
 * Analyses of batches of scored answers, summed up as failure modes; each is repaired, the best repair is kept.
 *
 * A trial is one repair with its score on validation. While no repair of an iteration is better than its base, all
 * modes are tried again, up to `retries` times. From a validation score of `enough` on there is nothing to do.
 */
export interface HRPO {
  name: "hrpo";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /**
   * Repairs that are scored on validation.
   * @default 5
   */
  trials?: number;
  /**
   * Times that the modes are tried again while no repair is better.
   * @default 2
   */
  retries?: number;
  /**
   * Answers in one analysis.
   * @default 25
   */
  batch?: number;
  /**
   * The validation score from which on nothing is repaired.
   * @default 0.95
   */
  enough?: number;
}

/** A measurement of headroom: what was asked, how far it is, what it found. */
export interface Headroom {
  about: string;
  method: string;
  prompts: number;
  items: number;
  candidates: number;
  expected_calls: number;
  models: Record<string, ModelView>;
  splits: Record<string, number>;
  budget: Budget;
  seed: number;
  dataset: DatasetUse | null;
  id: string;
  name: string | null;
  tags: Array<string>;
  metadata: Record<string, string>;
  priority: "high" | "low" | "normal" | (string & {});
  status: "cancelled" | "failed" | "queued" | "running" | "succeeded";
  finish_reason: string | null;
  error: JobError | null;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
  progress: Progress | null;
  webhook: Notice | null;
  result: HeadroomResult | null;
}

/** A measurement has ended: the verdict, and in a sentence. */
export interface HeadroomEnded {
  status: "cancelled" | "failed" | "queued" | "running" | "succeeded";
  finish_reason: string | null;
  error?: JobError;
  verdict?: string;
  said?: string;
}

export interface HeadroomEndedEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "headroom_succeeded" | "headroom_failed" | "headroom_cancelled";
  data: HeadroomEnded;
}

/**
 * What a measurement would take; nothing was spent to find out.
 *
 * `prompts` are written beside the given one, all are scored on `items`. Dollars are those of as many calls of the
 * task's model, null where nobody knows what one of the models costs.
 */
export interface HeadroomEstimate {
  prompts: number;
  items: number;
  expected_calls: number;
  cost_usd: number | null;
}

/** What a headroom tells. A later version may tell more: pass over types that you do not know. */
export type HeadroomEvent = 
  | ProgressEvent
  | ProviderThrottledEvent
  | ProviderAwayEvent
  | ProviderBackEvent
  | CallRetriedEvent
  | CallFailedEvent
  | BudgetReachedEvent
  | HeadroomStartedEvent
  | PromptsWrittenEvent
  | PromptScoredEvent
  | HeadroomEndedEvent;

/** A page of measurements of headroom; `next` is the cursor of the page after it, null at the end. */
export interface HeadroomPage {
  items: Array<HeadroomSummary>;
  next: string | null;
}

/**
 * A few prompts for one task, all scored on the same few items, before a run is paid for.
 *
 * `optimize` is the body of `POST /optimize` of the run that is thought of; its method and budget only say how many
 * prompts it could try, its seed, name, tags, metadata and webhook have no effect. `prompts` are written anew beside
 * the given one, without feedback, `items` are drawn from validation, and from train where that holds too few; never
 * from probe or test. `budget` bounds the measurement itself.
 */
export interface HeadroomRequest {
  name?: string | null;
  tags?: ReadonlyArray<string>;
  metadata?: Record<string, string>;
  webhook?: string | null;
  /** @default "normal" */
  priority?: "high" | "low" | "normal";
  optimize: OptimizeRequest;
  /** @default 6 */
  prompts?: number;
  /** @default 20 */
  items?: number;
  budget?: BudgetInput;
  /** @default 0 */
  seed?: number;
}

/**
 * Whether the task reacts to prompts, and what a run of it could at most be seen to gain.
 *
 * `said` is the verdict in words, `reasons` are why it could not be tested. `gain` is of the best of so many prompts
 * like those written. `without_instruction` is the difference that leaving out the whole instruction makes, `changed`
 * the share of items on which the given prompt scores otherwise when it is asked again; null where it was not.
 */
export interface HeadroomResult {
  verdict: "no_reaction_seen" | "not_testable" | "reacts" | (string & {});
  said: string;
  reasons: Array<string>;
  given: Scored | null;
  spread: Spread | null;
  gain: BestGain | null;
  validation: Sight | null;
  test: Sight | null;
  without_instruction: Difference | null;
  changed: number | null;
  settled_by: SettlingItems | null;
  prompts: Array<ScoredPrompt>;
  items: Array<string>;
  rejected: Record<string, number>;
  usage: Record<string, RoleUsage>;
  failures: Array<FailedCalls>;
  rules_version: number;
}

/** A measurement begins: how many prompts are written, how many items scored. */
export interface HeadroomStarted {
  prompts: number;
  items: number;
  expected_calls: number;
}

export interface HeadroomStartedEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "headroom_started";
  data: HeadroomStarted;
}

/** A measurement of headroom in a list; `verdict` is null before its end. */
export interface HeadroomSummary {
  id: string;
  name: string | null;
  tags: Array<string>;
  metadata: Record<string, string>;
  priority: "high" | "low" | "normal" | (string & {});
  status: "cancelled" | "failed" | "queued" | "running" | "succeeded";
  finish_reason: string | null;
  created_at: string;
  ended_at: string | null;
  about: string;
  verdict: "no_reaction_seen" | "not_testable" | "reacts" | (string & {}) | null;
}

/** How the service is. */
export interface Health {
  status: string;
}

/** A grader of the team's own scores the output, from 0 to 1. */
export interface Hosted {
  kind: "http";
  /** Several answers to each item, whose scores make the item's; null for one. */
  repeats?: Repeats | null;
  /**
   * A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are the labels of `expected`.
   * @default "mean"
   */
  aggregate?: "macro" | "mean";
  /** Its name in the server's settings, [graders.NAME]. */
  grader: string;
}

/** One look at the best prompt: a figure, what it must not exceed, and whether it does. */
export interface HygieneCheck {
  name: 
    | "class_losses"
    | "format_share"
    | "hacking"
    | "length"
    | "quoted_examples"
    | "repeated_sentences"
    | (string & {});
  /** Null where it cannot be measured here; `said` says why. */
  figure: number | null;
  /** A figure above it is flagged, if `said` gives no other condition. */
  limit: number;
  flagged: boolean;
  said: string;
  /** What it is about: ids of examples, sentences, labels. */
  found: Array<string>;
}

/**
 * What a file of another tool holds; `kind` is the format that it was taken for.
 *
 * `dataset` is the version that its examples became, `prompts` are those it holds as requests hold them, `scoring` is
 * how it judges answers; null where it has none. `mapped` says what became what, `notes` what was not taken over.
 * `request` is a body for `POST /optimize`, null where the file holds no prompt.
 */
export interface Imported {
  kind: string;
  mapped: Array<string>;
  notes: Array<string>;
  dataset: Dataset | null;
  prompts: Array<JsonObject>;
  scoring: JsonObject | null;
  request: JsonObject | null;
}

/** Rounds of blind improvements of the best prompt so far; the best on validation is kept. */
export interface Improve {
  name: "improve";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /**
   * Steps; null goes on until the budget is used.
   * @default 6
   */
  rounds?: number | null;
  /**
   * Proposals of a step.
   * @default 8
   */
  candidates?: number;
}

/** A scorer of an installed package scores the output, from 0 to 1. */
export interface Installed {
  kind: "python";
  /** Several answers to each item, whose scores make the item's; null for one. */
  repeats?: Repeats | null;
  /**
   * A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are the labels of `expected`.
   * @default "mean"
   */
  aggregate?: "macro" | "mean";
  /** The name of its entry point in gradcheck.scorers. */
  scorer: string;
}

/** A scorer of an installed package, by its entry point; `version` is that of the package. */
export interface InstalledScorer {
  name: string;
  package: string;
  version: string;
}

/** A token and until when it opens. */
export interface IssuedToken {
  token: string;
  expires_at: string;
}

/**
 * An item's effect: the `mean` difference over its `pairs`, and `effect`, what of that is not expected to be noise.
 *
 * `effect` is the mean drawn to that of all items, the more so the fewer pairs there are and the less items differ.
 */
export interface ItemEffect {
  item: string;
  effect: number;
  mean: number;
  pairs: number;
}

/** Why a job failed, for people and for programs. */
export interface JobError {
  code: string;
  message: string;
  faults: Array<FieldError>;
}

/**
 * The share of the expected fields that the output has with equal values.
 *
 * The JSON is the whole output, stands in a fenced block (backquotes or tildes), or in running text. `1`, `"1"` and
 * `true` are three things.
 */
export interface Json {
  kind: "json";
  /** Several answers to each item, whose scores make the item's; null for one. */
  repeats?: Repeats | null;
  /**
   * A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are the labels of `expected`.
   * @default "mean"
   */
  aggregate?: "macro" | "mean";
  /**
   * Fields that were not expected count as unequal ones instead of being ignored.
   * @default false
   */
  count_extra_fields?: boolean;
  /**
   * The items of a list may stand in any order.
   * @default false
   */
  ignore_order?: boolean;
  /**
   * JSON may stand in running text: where it is neither the whole output nor in a fenced block, the last JSON object in the text counts.
   * @default true
   */
  in_running_text?: boolean;
}

/** A language model scores the output by a rubric, from 0 to 1. */
export interface Judge {
  kind: "judge";
  /** Several answers to each item, whose scores make the item's; null for one. */
  repeats?: Repeats | null;
  /**
   * A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are the labels of `expected`.
   * @default "mean"
   */
  aggregate?: "macro" | "mean";
  /** What a good output is; 1 meets it fully, 0 fails it. */
  rubric: string;
}

/**
 * A judge's answer about an arm's edit or feedback; None where it gave none that can be read.
 *
 * For `identify` the answer is whether it named the edit's own feedback among `options`.
 */
export interface Judgement {
  question: "equivalent" | "follows" | "identify" | "opposite" | (string & {});
  arm: string;
  answer: boolean | null;
  options: Array<string>;
}

/**
 * The headroom measured so far, or null, and what measuring it would take: `calls`, and dollars.
 *
 * Dollars are those of as many calls of the task's model, null where nobody knows what one of the models costs. Where
 * it cannot be measured `calls` are null and `reason` says why.
 */
export interface KnownHeadroom {
  measured: MeasuredHeadroom | null;
  calls: number | null;
  cost_usd: number | null;
  reason: string;
}

/** How the items of one label were answered: its row of the confusion table. */
export interface LabelScore {
  label: string;
  /** Items whose expected answer has this label, and which have a score. */
  n: number;
  /** Such items without a score: a call failed. They count nowhere else. */
  failed: number;
  /** The share of the n that were answered with the label. */
  recall: number | null;
  /** The share of the answers with the label that are right; null without any. */
  precision: number | null;
  /** The F1 of both; null where no item has the label and no answer says it. */
  f1: number | null;
  /** How many of the n were answered with each label; labels that never were are left out. Where answers are sets: how often the label was there, and which wrong ones were where it was missing. */
  said: Record<string, number>;
  /** How many of the n have an answer that says no label, or several where one is asked for. */
  unread: number;
}

/** A label before and after: how often it was the truth, how often it was said, how often it was found. */
export interface LabelShift {
  label: string;
  truth: number;
  said: Array<number>;
  recall: Array<number | null>;
}

/** A shown example with its expected answer, and those it is judged by with wrong and with permuted labels. */
export interface Labelled {
  example: string;
  true: string | number | boolean | Array<unknown> | JsonObject | null;
  wrong: string | number | boolean | Array<unknown> | JsonObject | null;
  permuted: string | number | boolean | Array<unknown> | JsonObject | null;
}

/**
 * What a method's choice had against the best so far, where a run asks for evidence before it takes one over.
 *
 * `gain` is the mean difference on the `n` validation items that both have a score on. `value` is the p-value of a
 * `paired` test, which must be at most as large as `needed`, or the wealth of an `evalue`, which must be at least so;
 * null where no amount would do.
 */
export interface Lead {
  candidate: string;
  incumbent: string;
  kind: "evalue" | "paired" | (string & {});
  n: number;
  gain: number | null;
  value: number;
  needed: number | null;
  enough: boolean;
}

/** A diagnostic that says nothing here, and why. */
export interface LeftOut {
  diagnostic: string;
  reason: string;
}

/**
 * Instructions written with knowledge of data and program, sets of demos, and a search over their combinations.
 *
 * `auto` gives what is not given itself: `instructions` of every component (the one it has counts), `demo_sets` (the
 * empty one counts), `trials`, and how many validation items are used at most. With more than 50 of these a trial is
 * scored on `minibatch` of them, drawn for it, and every `full_eval_every` trials the combination with the best mean
 * that has not been scored on all is. With `bootstrapped` and `labelled` 0 only instructions are searched.
 * `trials_at_once` are asked of the surrogate together, at most `full_eval_every`.
 */
export interface MIPROv2 {
  name: "miprov2";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /**
   * Sets what is null below, and the most validation items.
   * @default "light"
   */
  auto?: "heavy" | "light" | "medium";
  /** Texts of a component, the given one included. */
  instructions?: number | null;
  /** Sets of demos of each module, the empty one included. */
  demo_sets?: number | null;
  /** Combinations that are tried. */
  trials?: number | null;
  /**
   * The most demos of a set that are made of own answers.
   * @default 4
   */
  bootstrapped?: number;
  /**
   * Demos that a set is filled up to with expected answers.
   * @default 4
   */
  labelled?: number;
  /**
   * The least score of an answer that becomes a demo.
   * @default 1.0
   */
  threshold?: number;
  /**
   * Validation items of a trial, where there are more than 50.
   * @default 35
   */
  minibatch?: number;
  /**
   * Trials of a step; then the best combination is scored on all items.
   * @default 5
   */
  full_eval_every?: number;
  /**
   * Trials that are asked of the surrogate together.
   * @default 1
   */
  trials_at_once?: number;
}

/**
 * Which columns are which parts of an example. What is left out follows from the columns' names; "" is no column.
 *
 * `input` is one column, then the field `input`, or columns by field; else it is the column `input`, or every column
 * that is nothing else. `feedback` is a column of critiques as texts, or of lists as an example's `feedback` is.
 */
export interface MapSpec {
  input?: string | Record<string, string> | null;
  expected?: string | null;
  split?: string | null;
  group?: string | null;
  id?: string | null;
  feedback?: string | null;
}

/** Which columns became which parts of an example: `input` is by field; `left_out` are the others. */
export interface Mapping {
  input: Record<string, string>;
  expected: string | null;
  split: string | null;
  group: string | null;
  id: string | null;
  feedback: string | null;
  left_out: Array<string>;
}

/**
 * All that was drawn. `items` are the example ids of the columns of `scores`, `minibatches` those of `crossed`.
 *
 * `labels` are the allowed answers; `inputs` are what the minibatches' examples say, of which edits may quote;
 * `corpus` is the task's own text, against which placebos are checked; `audited` is what the run's test left,
 * `mute_judge` why the judge was asked nothing.
 */
export interface Material {
  blocks: Array<Block>;
  parents: Array<Parent>;
  checkpoints: Array<CheckpointScores>;
  steps: Array<StepTexts>;
  items: Array<string>;
  minibatches: Array<string>;
  inputs: Array<string>;
  labels: Array<string>;
  corpus: Array<string>;
  mute_judge: string | null;
  audited: Audited;
}

/**
 * The newest measurement for this data, scoring, prompt and task model: its job, and what it said in words.
 *
 * `at_most` is the upper 95 % limit of what the best of `candidates` prompts could gain; null where it was not
 * testable.
 */
export interface MeasuredHeadroom {
  id: string;
  verdict: "no_reaction_seen" | "not_testable" | "reacts" | (string & {});
  said: string;
  at_most: number | null;
  candidates: number;
}

/** A method: where it comes from, its parameters as JSON Schema, and what it costs as formulas. */
export interface MethodInfo {
  summary: string;
  paper: string;
  reference: string;
  defaults: string;
  interception: "full" | "input" | "none" | (string & {});
  points: Array<string>;
  deviations: Array<string>;
  name: string;
  description: string;
  parameters: JsonObject;
  costs: Costs;
}

/**
 * The model of a role: a provider the server declares, one of its models, and how answers are drawn.
 *
 * `effort` is how much the model may think, in its provider's words (`low`, `high`, …); `extra` are further fields of
 * every request to it, as its provider documents them (`{"service_tier": "flex"}`). Both are this role's alone.
 */
export interface ModelSpec {
  provider: string;
  model?: string | null;
  temperature?: number | null;
  top_p?: number | null;
  max_tokens?: number | null;
  effort?: string | null;
  extra?: JsonObjectInput;
}

/**
 * A role's model as it was resolved.
 *
 * `temperature` to `extra` are what was asked for, `sent` what requests hold of it beside the messages, in the words
 * of the model's `dialect`; `prices` and `context` are null where nobody knows them, or knew when the run was stored.
 */
export interface ModelView {
  provider: string;
  model: string;
  profile: string;
  temperature: number;
  max_tokens: number;
  top_p: number | null;
  effort: string | null;
  extra: JsonObject;
  dialect: string;
  sent: JsonObject;
  prices: PriceView | null;
  context: number | null;
}

/**
 * Models by role; the optimizer is the task's model and the judge the optimizer's where they are left out.
 *
 * The task's may be left out where the server has a default: by its settings, else `embedded` where it declares no
 * provider. `GET /providers` says which one it is. `modules` gives single modules of the program, by name, a model of
 * their own in the place of the task's.
 */
export interface ModelsSpec {
  task?: ModelSpec | null;
  optimizer?: ModelSpec | null;
  judge?: ModelSpec | null;
  modules?: Record<string, ModelSpec> | null;
}

/** One module's call inside a rollout; `trace` is what an application tells of how it came to its output. */
export interface ModuleCall {
  module: string;
  path: string;
  output: string | null;
  status: "failed" | "ok" | (string & {});
  trace: string | null;
}

/**
 * One module of a program; its output is known to later modules by `output`, or else by its name.
 *
 * A module of the kind `model` is a call of a model with `system` and `user`, and with `tools` as in a prompt. One of
 * the kind `http` is a call of an `application` that the server declares, with its `components`: plain texts by name,
 * in which no brace is read.
 */
export interface ModuleSpec {
  name: string;
  /** @default "model" */
  kind?: "http" | "model";
  system?: string | null;
  user?: string | null;
  application?: string | null;
  components?: Record<string, string>;
  output?: string | null;
  demos?: ReadonlyArray<DemoSpec>;
  tools?: ReadonlyArray<JsonObjectInput>;
  tool_choice?: string | null;
}

/**
 * The standard deviation of pair means to plan with, and where it comes from.
 *
 * `measured` on pairs of an earlier diagnostic of the run, on the `run`'s own edits of one parent in one step, or
 * `assumed`; `pairs` is on how many, `ci95` the interval of the deviation that follows. With m items a pair,
 * pair_sd^2 = edit_sd^2 + item_sd^2 / m: what lies between edits, and what scoring them on few items adds. By
 * `effect_sd` the effect differs between items: verdicts are about items like them, so that it is part of their error.
 * By `answer_sd` one answer to an item varies: what edits are compared with, where that is the prompt before them.
 */
export interface Noise {
  pair_sd: number;
  basis: "assumed" | "measured" | "run" | (string & {});
  edit_sd: number;
  item_sd: number;
  effect_sd: number;
  answer_sd: number;
  pairs: number;
  ci95: Array<number> | null;
}

/**
 * What became of a job's notice: `name` is the webhook's, `error` why the last attempt failed.
 *
 * Before the job's end there are no attempts and no times. `next_at` is null once it is delivered or given up.
 */
export interface Notice {
  name: string;
  attempts: number;
  next_at: string | null;
  delivered_at: string | null;
  given_up: boolean;
  error: string | null;
}

/**
 * The last number in the output is the expected one, within a tolerance.
 *
 * Digits of any script are read. Digits are grouped in threes by the mark that is not the decimal one, by apostrophes,
 * underscores or spaces, and by commas as in India; a list such as `3,14` ends in 14 unless the comma is the decimal
 * mark.
 */
export interface Numeric {
  kind: "numeric";
  /** Several answers to each item, whose scores make the item's; null for one. */
  repeats?: Repeats | null;
  /**
   * A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are the labels of `expected`.
   * @default "mean"
   */
  aggregate?: "macro" | "mean";
  /**
   * What stands before the decimals in outputs and in expected texts; the other one of point and comma groups digits.
   * @default "."
   */
  decimal_mark?: "," | ".";
  /**
   * How far off the number may be.
   * @default 0.0
   */
  absolute_tolerance?: number;
  /**
   * How far off the number may be, as a share of the expected one.
   * @default 0.0
   */
  relative_tolerance?: number;
}

/**
 * Each step asks several times for a prompt that beats those of a list: the best so far, the best of them last.
 *
 * Prompts below `threshold` are not shown; those longer than `max_characters`, or than the given prompt where that is
 * longer, are left out.
 */
export interface OPRO {
  name: "opro";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /**
   * Steps from one list to new prompts.
   * @default 200
   */
  steps?: number;
  /**
   * New prompts of a step.
   * @default 8
   */
  candidates?: number;
  /**
   * The most prompts in the list: the best so far.
   * @default 20
   */
  memory?: number;
  /**
   * Train examples with their answers that a step shows.
   * @default 3
   */
  exemplars?: number;
  /**
   * The least score of a prompt in the list.
   * @default 0.0
   */
  threshold?: number;
  /**
   * Longer new prompts are left out.
   * @default 500
   */
  max_characters?: number;
}

/**
 * One optimization: a prompt, a task, a method, models and limits.
 *
 * With `reject_quotes` no edit becomes a candidate that holds eight words in a row of an example's input, in any
 * split, which the given prompt does not hold.
 */
export interface OptimizeRequest {
  name?: string | null;
  tags?: ReadonlyArray<string>;
  metadata?: Record<string, string>;
  webhook?: string | null;
  /** @default "normal" */
  priority?: "high" | "low" | "normal";
  prompt: string | PromptSpec;
  task: TaskSpec;
  method: 
    | string
    | ProTeGi
    | TextGrad
    | TextReg
    | GEPA
    | PromptAgent
    | PromptWizard
    | AdalFlow
    | HRPO
    | SIMBA
    | ACE
    | ContraPrompt
    | SkillOpt
    | VISTA
    | Portfolio
    | APE
    | OPRO
    | COPRO
    | EvoPromptGA
    | EvoPromptDE
    | PromptBreeder
    | CAPO
    | MIPROv2
    | BootstrapFewShot
    | SPO
    | PDO
    | RandomSearch
    | BestOfN
    | Rewrite
    | Improve
    | Repetition
    | Compare
    | Auto;
  models?: ModelsSpec;
  budget?: BudgetInput;
  stop?: StopInput;
  /** @default false */
  reject_quotes?: boolean;
  /** @default 0 */
  seed?: number;
}

/**
 * A model that does not answer.
 *
 * `away_s` seconds have passed since the first refusal after its last answer, `refused` attempts were made in them,
 * `words` are what the last one met. The next attempt is made in `probe_in_s` seconds; `asked_s` is the pause that
 * the provider asked for itself.
 */
export interface Outage {
  provider: string;
  model: string;
  away_s: number;
  refused: number;
  words: string;
  probe_in_s: number;
  asked_s: number | null;
}

/**
 * The 95 % interval of a difference over two samples, trials and `n_items` items: for other runs on other items.
 *
 * `se_trials` and `se_items` are the standard errors of each alone, in units of the score.
 */
export interface OverItems {
  ci95: Array<number>;
  se: number;
  df: number;
  se_trials: number;
  se_items: number;
  n_items: number;
}

/**
 * Rounds of duels between prompts of a pool, in which the best one's variants take the place of the worst.
 *
 * In a duel two prompts answer the same train examples, and the optimizer's model names the better answer to each.
 * Who meets whom is drawn by double Thompson sampling; the best is who beats the most others (Copeland). It sees no
 * scores and no expected answers, and validation has no say.
 */
export interface PDO {
  name: "pdo";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /**
   * Times that duels are fought.
   * @default 10
   */
  rounds?: number;
  /**
   * Duels of a round.
   * @default 3
   */
  duels?: number;
  /**
   * Train examples of a duel, drawn for it.
   * @default 10
   */
  questions?: number;
  /**
   * Prompts of the pool, the given one included.
   * @default 5
   */
  prompts?: number;
  /**
   * New prompts of a round, made from the best one.
   * @default 1
   */
  mutations?: number;
  /**
   * How long a prompt is taken for one that may be the best.
   * @default 1.2
   */
  alpha?: number;
}

/** A one-sided paired test on all of validation; a prompt that was not tried on all of it is not taken over. */
export interface Paired {
  kind: "paired";
  /**
   * The most prompts that are no better and yet taken over, a step, on average.
   * @default 0.05
   */
  alpha?: number;
}

/** How many examples have an earlier partner of some kind, and the first of them: the partner's id and their own. */
export interface Pairs {
  count: number;
  first: Array<Array<string>>;
}

/** A language model says whether the output is better than the given prompt's: 1, 0.5 for a tie, or 0. */
export interface Pairwise {
  kind: "pairwise";
  /** Several answers to each item, whose scores make the item's; null for one. */
  repeats?: Repeats | null;
  /**
   * A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are the labels of `expected`.
   * @default "mean"
   */
  aggregate?: "macro" | "mean";
  /** What makes one output better than another. */
  criteria: string;
}

/** The prompt before a step's edits: its scores on the probe items, once a repeat, and on the others. */
export interface Parent {
  step: number;
  probe: Array<Array<number | null>>;
  gate: Array<number | null>;
  crossed: Array<number | null>;
}

/** One scorer of a weighted score. */
export interface Part {
  /** What results and notes call it; once in a scoring. */
  name: string;
  /**
   * How much it counts beside the others.
   * @default 1.0
   */
  weight?: number;
  scoring: Exact | Choice | Numeric | Contains | Regex | F1 | Json | Set | ToolCalls | Judge | Hosted | Installed;
}

/** What one part of a weighted score came to; no `score` where it failed; `calls` are its calls' paths. */
export interface PartScore {
  name: string;
  weight: number;
  score: number | null;
  note: string;
  calls: Array<string>;
}

/** What may stand in the feedback slots of a fresh edit, how its success is checked, and the tests that draw it. */
export interface PerturbationInfo {
  name: string;
  changes: string;
  needs: string;
  check: string;
  tests: Array<string>;
}

/**
 * What one test says over several runs: verdict and sentence by the same rule as a diagnostic's, and its effects.
 *
 * `runs`, `task_models`, `optimizer_models` and `methods` are those it is over. The claims are decided alone: it is
 * one question.
 */
export interface Pool {
  test: string;
  verdict: "inconclusive" | "not_testable" | "refuted" | "supported" | (string & {});
  news: "bad" | "good" | "neutral" | "open" | (string & {}) | null;
  reading: string;
  settling: Settling | null;
  reasons: Array<string>;
  delta: number;
  alpha: number;
  runs: Array<string>;
  task_models: Array<string>;
  optimizer_models: Array<string>;
  methods: Array<string>;
  claims: Array<PooledEffect>;
  others: Array<PooledEffect>;
  left_out: Array<LeftOut>;
}

/** A candidate's standing at a selection; no score where more than a tenth of its items have none. */
export interface PoolEntry {
  candidate: string;
  score: number | null;
  n: number;
  failed: number;
}

/**
 * Which diagnostics to put together, and by which of their tests.
 *
 * `delta` is the margin of equivalence; by default that of the diagnostics, which must then have the same.
 */
export interface PoolRequest {
  diagnostics: ReadonlyArray<string>;
  test: string;
  delta?: number | null;
}

/**
 * An effect over runs: its verdict, and how much it differs from run to run.
 *
 * `tau` is the standard deviation of the effect between runs, with its 95 % interval; `i_squared` the share of that in
 * how a typical run's estimate varies; `heterogeneity_p_value` tests that all runs have the same effect. `prediction`
 * is where the effect of another such run lies with 95 %, null of two runs.
 */
export interface PooledEffect {
  effect: Effect;
  runs: Array<PooledRun>;
  tau: number;
  tau_ci95: Array<number>;
  i_squared: number;
  heterogeneity_p_value: number;
  prediction: Array<number> | null;
}

/** A run's part in a pooled effect: what its diagnostics say together, and the weight of that, of 1 in all. */
export interface PooledRun {
  run_id: string;
  diagnostics: Array<string>;
  estimate: number;
  se: number;
  weight: number;
}

/**
 * Playbooks, feedback, demos, induction, blind, placebo and crossover edits compete as arms of a bandit.
 *
 * Each round makes `width` proposals from the prompt of the highest estimated worth, some of which read its answers on
 * a minibatch of `train`, and tries them on the first block of `validation`. The `keep` candidates of the highest
 * worth go on there, in blocks that grow, as long as they are among the first. Only who is shown to beat the given
 * prompt can be returned, by a bet that may be looked at after every block or by a paired test on all of `validation`,
 * and of those within `delta` of the best one the shortest is. Who cannot beat the prompt that rounds go on from by
 * `delta` any more is out. A run ends at once where even a perfect prompt could not be shown to be better, later when
 * all is right, and after `quiet` rounds in a row that leave nobody; then, in `halvings` steps, half of the bullets
 * and demos that came in is left out, and half again, as long as no item is answered worse. The result's `sources` say
 * what each source's proposals did, with intervals that hold at any time, and what its links in the winner's descent
 * gained.
 */
export interface Portfolio {
  name: "portfolio";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /**
   * Steps; null goes on until the budget is used.
   * @default 10
   */
  rounds?: number | null;
  /**
   * Proposals in a round.
   * @default 1
   */
  width?: number;
  /** Kinds of proposals that compete. */
  sources?: ReadonlyArray<"blind" | "crossover" | "demos" | "feedback" | "induction" | "placebo" | "playbook">;
  /**
   * Train examples that the first round reads; a later one half as many, what was wrong first.
   * @default 24
   */
  minibatch?: number;
  /**
   * The most demos of a proposal.
   * @default 4
   */
  demos?: number;
  /**
   * Candidates that are tried on more of validation in a round.
   * @default 1
   */
  keep?: number;
  /**
   * Validation items in the first block; later ones grow.
   * @default 12
   */
  block?: number;
  /**
   * The least difference that matters: who cannot gain it is out, and who is longer has to.
   * @default 0.02
   */
  delta?: number;
  /**
   * The chance, in a round, that a proposal that is no better than the given prompt is returned; and, on each side, that of the test by which candidates are out.
   * @default 0.2
   */
  alpha?: number;
  /**
   * Rounds in a row that leave nobody, after which the run ends.
   * @default 4
   */
  quiet?: number;
  /**
   * Steps at the end, each of which leaves half of the bullets and demos out.
   * @default 0
   */
  halvings?: number;
}

/** What a judge preferred of an answer and the given prompt's to the same example, asked in both orders. */
export interface Preference {
  shown_first: "answer" | "reference" | "tie" | (string & {});
  shown_last: "answer" | "reference" | "tie" | (string & {});
}

/** Dollars per million tokens, or of a `call`; `cached` is null where cached input is as dear as other input. */
export interface PriceView {
  input: number;
  output: number;
  cached: number | null;
  call: number;
}

/** A critic explains samples of errors, an editor mends what it names, paraphrases widen, a bandit keeps a beam. */
export interface ProTeGi {
  name: "protegi";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /**
   * Steps of the search.
   * @default 6
   */
  rounds?: number;
  /**
   * Prompts kept after each round.
   * @default 4
   */
  beam?: number;
  /**
   * Train examples that look for errors in a round.
   * @default 64
   */
  minibatch?: number;
  /**
   * Samples of errors that a critic is shown of each prompt.
   * @default 4
   */
  gradients?: number;
  /**
   * Errors in one sample.
   * @default 4
   */
  errors_per_gradient?: number;
  /**
   * Reasons the critic is asked for of one sample.
   * @default 1
   */
  reasons_per_gradient?: number;
  /**
   * New prompts the editor is asked for of one reason.
   * @default 1
   */
  edits_per_reason?: number;
  /**
   * Paraphrases of each edit, and of the prompt before it.
   * @default 2
   */
  paraphrases?: number;
  /**
   * New prompts of a parent that are scored, at random.
   * @default 8
   */
  max_expansion?: number;
  /**
   * How the beam is chosen on validation.
   * @default "ucb"
   */
  selection?: "brute_force" | "successive_rejects" | "ucb";
  /**
   * With ucb: pulls one after another. The three eval_ numbers are successive_rejects' budget.
   * @default 8
   */
  eval_rounds?: number;
  /**
   * With ucb: prompts in one pull.
   * @default 8
   */
  eval_arms?: number;
  /**
   * With ucb: validation items in one pull.
   * @default 32
   */
  eval_samples?: number;
  /**
   * With ucb: the weight of exploration.
   * @default 1.0
   */
  c?: number;
}

/**
 * A problem. `code` is stable; `errors` names every faulty field of a request, or the first hundred.
 *
 * `request_id` is that of the answer's header `X-Request-Id`, and of what was logged.
 */
export interface Problem {
  title: string;
  status: number;
  detail: string;
  code: string;
  request_id: string;
  errors: Array<FieldError>;
}

/**
 * How far a job is while it runs: the share done, the seconds it is likely to take yet, what it has come to.
 *
 * `calls` are those that it has the outcome of, answers that were known included, `expected_calls` what it will come
 * to by what its steps took so far, `cost_usd` what it has settled (null where a model has no price), `best_score` the
 * best candidate's on validation; a study counts its `runs`. `away` are the models that do not answer at the moment.
 */
export interface Progress {
  share: number;
  seconds_left: number | null;
  calls: number;
  failed: number;
  calls_per_second: number;
  expected_calls: number | null;
  best_score: number | null;
  cost_usd: number | null;
  runs: number | null;
  ended_runs: number | null;
  away: Array<Outage>;
}

export interface ProgressEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "progress";
  data: Progress;
}

/**
 * Iterations of selection by UCT, expansion, simulation and back-propagation over a tree of prompts.
 *
 * A branch of an expansion asks for feedback on errors (or on what works, without any) and for a revision that sees
 * the prompts on the way from the root. The simulation goes on from the best child until `depth_limit`, or past
 * `min_depth` until a prompt that is worse than root and parent on average or better than all before.
 */
export interface PromptAgent {
  name: "promptagent";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /**
   * Searches from the root.
   * @default 10
   */
  iterations?: number;
  /**
   * Branches of an expansion.
   * @default 3
   */
  width?: number;
  /**
   * The deepest a prompt can be in the tree.
   * @default 5
   */
  depth_limit?: number;
  /**
   * The depth from which on a search may end early.
   * @default 2
   */
  min_depth?: number;
  /**
   * The weight of exploration in UCT.
   * @default 2.5
   */
  exploration?: number;
  /**
   * Train examples of a branch.
   * @default 5
   */
  batch?: number;
}

/**
 * Units of a prompt and a mutation of their own meet in pairs; a child of the better one takes the other's place.
 *
 * A child is made by one of eight operators at random: from the task alone, by the unit's mutation, as the next of a
 * list of prompts, by a mutation that is itself new or better, or from examples with their answers.
 */
export interface PromptBreeder {
  name: "promptbreeder";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /**
   * Units.
   * @default 50
   */
  population?: number;
  /**
   * Times that all units meet in pairs.
   * @default 20
   */
  generations?: number;
  /**
   * The chance that a child has the prompt of another unit, by its score.
   * @default 0.1
   */
  crossover?: number;
}

/**
 * All prompts in the order of the request, and every two of them.
 *
 * `reason` says what cut it short, `warnings` what it must not be read without; `times_used` counts the runs that have
 * tested on any of its examples, this one included. `ranking` has the strongest prompt first, where a judge compared.
 */
export interface PromptComparison {
  prompts: Array<PromptScore>;
  pairs: Array<PromptPair>;
  reason: string;
  warnings: Array<string>;
  times_used: number;
  ranking: Array<PromptStrength>;
}

/**
 * The prompt in the forms that others take; placeholders stand as the request wrote them.
 *
 * `text` holds the components under each other, `messages` what each call of a model is made of, demos as turns;
 * `tools` are the definitions of tools by module, `request` is the field `prompt` of another request.
 */
export interface PromptForms {
  text: string;
  messages: Record<string, Array<PromptMessage>>;
  request: JsonObject;
  tools: Record<string, Array<JsonObject>>;
}

/** A message that a prompt is made into. */
export interface PromptMessage {
  role: "assistant" | "system" | "user" | (string & {});
  content: string;
}

/**
 * The paired difference second - first over the `n` examples that both have a score of.
 *
 * Where a judge compared their answers it is how far the second's win share is from 0.5, `fixed` examples are its wins
 * and `broken` ones its losses, the test is a sign test, and `comparisons` say how the judge came to them.
 *
 * `ci95` holds together with those of all other pairs, `adjusted_p` is Holm's over all pairs and decides the verdict
 * at 0.05; `p_value` is this pair's alone. `fixed` examples score higher with the second, `broken` ones lower.
 */
export interface PromptPair {
  first: string;
  second: string;
  verdict: "first_better" | "not_distinguishable" | "not_tested" | "second_better" | (string & {});
  /** Why it was not tested. */
  reason: string;
  n: number;
  estimate: number | null;
  ci95: Array<number> | null;
  p_value: number | null;
  adjusted_p: number | null;
  test: "macro_permutation" | "mcnemar_midp" | "paired_permutation" | "sign" | (string & {}) | null;
  fixed: number;
  broken: number;
  comparisons: Comparisons | null;
}

/**
 * A prompt: its mean score with a 95 % interval, null where no example has a score, and what its rollouts took.
 *
 * `n` examples have a score, `failed` have none. Where a judge compared answers the score is the win share against all
 * other prompts, a tie being half a win, and the judge's calls are no prompt's own.
 * `cost_usd` is null where nobody knows what one of its models costs. `run` is the run that the prompt is the best of.
 */
export interface PromptScore {
  name: string;
  candidate: string;
  run: string | null;
  prompt: Record<string, string>;
  demos: Array<Demo>;
  score: number | null;
  ci95: Array<number> | null;
  n: number;
  failed: number;
  calls: number;
  tokens: number;
  cost_usd: number | null;
}

/** A prompt is scored on all items: its mean on the `n` that have a score. */
export interface PromptScored {
  prompt: string;
  score: number | null;
  n: number;
}

export interface PromptScoredEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "prompt_scored";
  data: PromptScored;
}

/**
 * A prompt in parts: `system` and `user`, or `modules`.
 *
 * Placeholders are {name}, or {{name}} where no single braces name a field. `frozen` lists components not to change,
 * `max_length` bounds each in characters, `literals` lists names in braces that are text and not placeholders. `demos`
 * are what the given prompt starts with; methods that choose demos may put others in their place.
 *
 * `tools` are definitions of functions as OpenAI or Anthropic write them. Their descriptions and those of their
 * parameters are components, `tool.NAME` and `tool.NAME.PARAMETER`. `tool_choice` is `auto`, `none`, `required` or a
 * tool's name; null leaves it to the provider.
 */
export interface PromptSpec {
  system?: string | null;
  user?: string | null;
  modules?: ReadonlyArray<ModuleSpec> | null;
  frozen?: ReadonlyArray<string>;
  /** @default 8000 */
  max_length?: number;
  literals?: ReadonlyArray<string>;
  demos?: ReadonlyArray<DemoSpec>;
  tools?: ReadonlyArray<JsonObjectInput>;
  tool_choice?: string | null;
}

/**
 * The logarithm of the odds that a judge prefers a prompt's answer to the first prompt's, whose own is 0.
 *
 * By Bradley and Terry's model over the comparisons of all prompts; `ci95` has the items as its unit.
 */
export interface PromptStrength {
  name: string;
  strength: number;
  ci95: Array<number>;
}

/** A prompt under a name of its own: written as in a request to `/optimize`, or the best one of a `run`. */
export interface PromptToCompare {
  name: string;
  prompt?: string | PromptSpec | null;
  run?: string | null;
}

/**
 * Styled variants and a refinement of the best; then instruction or examples by the toss of a coin; then a finish.
 *
 * Variants are asked batches of questions until one is answered wrong or `min_correct` are right. Each example round
 * refines the instruction by the chosen examples, wrong answers first, or has the editor write worked examples of its
 * own. The finish adds the chosen examples with a reasoning as demos, and an expert's description and keywords.
 */
export interface PromptWizard {
  name: "promptwizard";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /**
   * Rounds of variants, critique and refinement.
   * @default 3
   */
  iterations?: number;
  /**
   * Times that all styles are used in an iteration.
   * @default 3
   */
  mutation_rounds?: number;
  /**
   * Ways of thinking, each with a variant in a round.
   * @default 5
   */
  styles?: number;
  /**
   * Questions that a variant is asked at once.
   * @default 1
   */
  batch?: number;
  /**
   * Right batches after which a variant is asked no more.
   * @default 3
   */
  min_correct?: number;
  /**
   * Rounds on the instruction or on examples.
   * @default 3
   */
  example_rounds?: number;
  /**
   * Train examples that questions and worked examples are from.
   * @default 25
   */
  seen?: number;
  /**
   * Worked examples.
   * @default 5
   */
  few_shots?: number;
  /**
   * Whether worked examples get a reasoning.
   * @default true
   */
  reasoning?: boolean;
  /**
   * Whether the prompt gets an expert's description.
   * @default true
   */
  persona?: boolean;
  /**
   * Whether the prompt gets keywords of the task.
   * @default true
   */
  keywords?: boolean;
}

/** What a comparison of prompts says of every two of them. */
export interface PromptsCompared {
  pairs: Array<PromptPair>;
}

export interface PromptsComparedEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "prompts_compared";
  data: PromptsCompared;
}

/** The other prompts are there; how many were refused for which reason. */
export interface PromptsWritten {
  prompts: number;
  rejected: Record<string, number>;
}

export interface PromptsWrittenEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "prompts_written";
  data: PromptsWritten;
}

/** What an editor answered: a candidate and its new text, or why there is none and the answer as it came. */
export interface Proposal {
  request: string;
  candidate: string | null;
  text: string | null;
  status: "accepted" | "failed" | "rejected" | (string & {});
  reason: string;
}

/** An editor's answer that makes no candidate, and why. */
export interface ProposalRejected {
  step: number;
  request: string;
  reason: string;
}

export interface ProposalRejectedEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "proposal_rejected";
  data: ProposalRejected;
}

/** A model does not answer any more; `message` says it in a sentence. */
export interface ProviderAway {
  provider: string;
  model: string;
  away_s: number;
  refused: number;
  words: string;
  probe_in_s: number;
  asked_s: number | null;
  message: string;
}

export interface ProviderAwayEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "provider_away";
  data: ProviderAway;
}

/** A model that was away has answered. */
export interface ProviderBack {
  provider: string;
  model: string;
  away_s: number;
}

export interface ProviderBackEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "provider_back";
  data: ProviderBack;
}

/**
 * What became of the calls, and what is known of the model.
 *
 * `limits` are the provider's own words about its rates, from its headers; `prices` and `context` are null where
 * nobody knows them. `cost_usd` is what the check has cost.
 */
export interface ProviderCheck {
  provider: string;
  model: string;
  profile: string;
  dialect: string;
  works: boolean;
  shapes: Array<ShapeCheck>;
  sent: JsonObject;
  limits: Record<string, string>;
  prices: PriceView | null;
  context: number | null;
  cost_usd: number | null;
}

/**
 * A provider as the catalogue shows it; `context` are the most tokens a call may have, null where unknown.
 *
 * `default` is the provider of requests that name none, `models` are all that it has, null where only it knows.
 * `priced_models` are those whose prices the settings name; many others are in the price list of the service.
 */
export interface ProviderInfo {
  name: string;
  default: boolean;
  default_model: string | null;
  models: Array<string> | null;
  profile: string;
  max_concurrency: number;
  priced_models: Array<string>;
  context: number | null;
}

/** A provider has refused a call for its rate: all calls to the model pause. `asked_s` is what it asked for. */
export interface ProviderThrottled {
  provider: string;
  pause_s: number;
  asked_s: number | null;
}

export interface ProviderThrottledEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "provider_throttled";
  data: ProviderThrottled;
}

/** Published results that a comparison or a family repeats, and how they are known. */
export interface Published {
  source: string;
  findings: Array<PublishedFinding>;
}

/** What was found on a task; the p-value where it is known. */
export interface PublishedFinding {
  task: string;
  outcome: string;
  p_value: number | null;
}

/** The power of a family of a preset at its published number of trials, for 0.8 standard deviations. */
export interface PublishedPower {
  family: string;
  trials: number;
  comparisons: number;
  power: number;
}

/**
 * The best of n random combinations of generic phrases around the prompt as it was given; it asks no optimizer.
 *
 * All combinations are of a bank that suits any task; none is tried twice, and those of one, two and three phrases are
 * as likely as one another.
 */
export interface RandomSearch {
  name: "random_search";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /**
   * Proposals in all; null goes on until the budget is used.
   * @default 48
   */
  n?: number | null;
  /**
   * Proposals of a step.
   * @default 8
   */
  at_once?: number;
}

/**
 * A candidate's place among all that a judge compared with the given prompt on validation.
 *
 * `strength` is the logarithm of the odds that its answer is preferred, by Bradley and Terry's model over the
 * comparisons made, 0 for the given prompt; `n` of them, of which it won this share, a tie being half a win.
 */
export interface RankedCandidate {
  candidate: string;
  strength: number;
  ci95: Array<number>;
  win_share: number;
  n: number;
}

/** First arm minus second; the interval holds for all gaps at once, null where so few trials leave it open. */
export interface RankedGap {
  first: string;
  second: string;
  estimate: number;
  interval: Array<number> | null;
  p_value: number;
  distinguishable: boolean;
}

/** A pattern is found in the output; with `group` its text is the expected answer. */
export interface Regex {
  kind: "regex";
  /** Several answers to each item, whose scores make the item's; null for one. */
  repeats?: Repeats | null;
  /**
   * A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are the labels of `expected`.
   * @default "mean"
   */
  aggregate?: "macro" | "mean";
  /** A pattern in RE2 syntax, searched anywhere in the output. */
  pattern: string;
  /** The number or name of the group to compare with the expected answer; null for none. */
  group?: number | string | null;
  /**
   * Upper and lower case are the same.
   * @default false
   */
  ignore_case?: boolean;
}

/** Why edits became no candidates: the `reason`, and how many of them; `failed` ones had no answer. */
export interface Rejection {
  reason: string;
  status: "failed" | "rejected" | (string & {});
  count: number;
}

/**
 * What somebody said of an earlier `answer` to an example, or of the example where no answer is given.
 *
 * `rating` is true for a good answer, false for a bad one, null where only words were given.
 */
export interface Remark {
  /** @default "" */
  text?: string;
  rating?: boolean | null;
  answer?: string | null;
}

/** One of several answers that a rollout is made of; `calls` are the paths of all its calls. */
export interface Repeat {
  sample: number;
  status: "failed" | "ok" | (string & {});
  output: string | null;
  score: number | null;
  note: string;
  cause: "content_filter" | "context" | "empty" | "limit" | "refused" | "thinking_limit" | (string & {}) | null;
  calls: Array<string>;
}

/** Every item is answered and scored `n` times; its score is made of theirs, and the item stays the unit. */
export interface Repeats {
  /** How many answers an item gets. */
  n: number;
  /**
   * The mean of the scores, or an estimate of the chance that k answers all succeed.
   * @default "mean"
   */
  aggregate?: "mean" | "pass^k";
  /** With pass^k: of how many answers; null for all n. */
  k?: number | null;
  /**
   * With pass^k: the least score with which an answer succeeds.
   * @default 1.0
   */
  threshold?: number;
}

/**
 * One step: every component that may change is stated twice, its inputs with it, and is kept if that scores higher.
 *
 * Longer prompts cost more to read. A model that reasons often repeats the prompt to itself, and gains less.
 */
export interface Repetition {
  name: "repeat";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
}

/**
 * The best prompt so far and what is known of it.
 *
 * `sources` says what brought it, where kinds of proposals compete; `failures` are the calls that were not answered,
 * by what the provider said, the commonest first. `notes` say what a reader should know first, such as a provider that
 * was away when the run stopped. `sampling` says by role what of its sampling could not be set,
 * `data` what repeats in the examples. Where a judge compares answers, `comparisons` counts all of the run and
 * `ranking` has the candidates that were compared on validation, the strongest first.
 * `forms` is the prompt as others take it, `diff` what changed in it, `changes` the test examples that it decided,
 * `hygiene` whether it is clean; an earlier version stored none of them.
 * `rejections` say why edits became no candidates, the commonest reasons first. `comparison` is what a request to
 * `/evaluate` asked for; such a run chooses no prompt, and `prompt` is the first of those compared.
 */
export interface Result {
  prompt: Record<string, string>;
  demos: Array<Demo>;
  candidate: string;
  sources: Array<SourceEffect>;
  baseline_prompt: Record<string, string>;
  validation: Record<string, Scored>;
  test: TestResult;
  notes: Array<string>;
  sampling: Record<string, Array<string>>;
  data: DataReport | null;
  forms: PromptForms | null;
  diff: Array<ComponentDiff>;
  changes: Changes;
  hygiene: Array<HygieneCheck>;
  steps: number;
  proposals: number;
  rejected: number;
  rejections: Array<Rejection>;
  usage: Record<string, RoleUsage>;
  failures: Array<FailedCalls>;
  comparisons: Comparisons | null;
  ranking: Array<RankedCandidate>;
  comparison: PromptComparison | null;
}

/** Rounds of rewrites of the given prompt that keep its meaning; the best on validation is kept. */
export interface Rewrite {
  name: "rewrite";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /**
   * Steps; null goes on until the budget is used.
   * @default 6
   */
  rounds?: number | null;
  /**
   * Proposals of a step.
   * @default 8
   */
  candidates?: number;
}

/**
 * What one role used. `cached` calls were answered by the ledger, `failed` ones have no answer.
 *
 * `cost_usd` is null where nobody knows what its model costs.
 *
 * `retries` are repeated attempts, `possibly_paid` attempts whose fate nobody knows, and `speculative` calls that were
 * made before a decision showed that they were not needed; these three depend on timing, the others do not.
 */
export interface RoleUsage {
  calls: number;
  input_tokens: number;
  output_tokens: number;
  cost_usd: number | null;
  cached: number;
  failed: number;
  retries: number;
  possibly_paid: number;
  speculative: number;
}

/**
 * One candidate on one example. A failed call is a failure: its score is None, never 0.
 *
 * An answer without text is the prompt's doing: the score is 0 and `cause` says why there is no text. `tokens` are
 * those of the program's own calls, read and written. `parts` are those of a weighted score; an answer without text
 * has none. `preference` is what a judge said who was shown the answer beside the given prompt's; null where none was.
 * Where an item is answered several times, `repeats` are the answers: `score` and `parts` are made of theirs, `tokens`
 * are those of all, and the rest is of the one with the lowest score. `label` is the class of the example where the
 * scoring takes means of classes' means; null where every example counts alike.
 */
export interface Rollout {
  candidate: string;
  example: string;
  sample: number;
  stage: string;
  status: "failed" | "ok" | (string & {});
  output: string | null;
  score: number | null;
  note: string;
  trace: Array<ModuleCall>;
  judge_paths: Array<string>;
  tokens: number;
  cause: "content_filter" | "context" | "empty" | "limit" | "refused" | "thinking_limit" | (string & {}) | null;
  parts: Array<PartScore>;
  preference: Preference | null;
  repeats: Array<Repeat>;
  label: string | null;
}

/** A page of rollouts. */
export interface RolloutPage {
  items: Array<Rollout>;
  next: string | null;
}

/**
 * Dependent rounds: calls that wait for one another when every other one is made at once.
 *
 * A rollout is one round, however many modules it has. `most` includes the seed's score and the test.
 */
export interface Rounds {
  step: number;
  most: number | null;
}

/** A run: what was asked, how far it is, what came of it; `study` is the one it is a trial of. */
export interface Run {
  method: JsonObject;
  seed: number;
  models: Record<string, ModelView>;
  budget: Budget;
  stop: Stop;
  splits: Record<string, number>;
  expected_calls: number;
  placeholders: "double" | "none" | "single" | (string & {});
  data: DataReport | null;
  dataset: DatasetUse | null;
  compared: Array<string>;
  reject_quotes: boolean;
  choice: ChosenMethod | null;
  id: string;
  name: string | null;
  tags: Array<string>;
  metadata: Record<string, string>;
  priority: "high" | "low" | "normal" | (string & {});
  status: "cancelled" | "failed" | "queued" | "running" | "succeeded";
  finish_reason: string | null;
  error: JobError | null;
  parent: string | null;
  study: string | null;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
  progress: Progress | null;
  webhook: Notice | null;
  result: Result | null;
}

/** A run has ended: its best candidate, the test's verdict and by how much it is better. */
export interface RunEnded {
  status: "cancelled" | "failed" | "queued" | "running" | "succeeded";
  finish_reason: string | null;
  error?: JobError;
  candidate?: string;
  verdict?: string;
  difference?: number | null;
}

export interface RunEndedEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "run_succeeded" | "run_failed" | "run_cancelled";
  data: RunEnded;
}

/**
 * What a run would take.
 *
 * `seed` and `test` are the calls of these, `first_step` the most of the first step. `least` is what no run goes
 * below, the seed's score and the test; `most` is what one asks for whose every proposal is usable, answers that are
 * known already included; null where only the budget ends the method. `needed` is the least budget that is accepted.
 * `data` says what repeats in the examples, `dataset` where they come from; `headroom` whether the task is known to
 * react to prompts, else what it would take to find out; `choice` how the method was chosen, null where it was named.
 */
export interface RunEstimate {
  method: string;
  seed: number;
  first_step: number;
  test: number;
  least: Amount;
  most: Amount | null;
  needed: Amount;
  rounds: Rounds;
  data: DataReport | null;
  dataset: DatasetUse | null;
  headroom: KnownHeadroom | null;
  choice: ChosenMethod | null;
}

/** What a run tells. A later version may tell more: pass over types that you do not know. */
export type RunEvent = 
  | ProgressEvent
  | ProviderThrottledEvent
  | ProviderAwayEvent
  | ProviderBackEvent
  | CallRetriedEvent
  | CallFailedEvent
  | BudgetReachedEvent
  | RunStartedEvent
  | StepStartedEvent
  | FeedbackWrittenEvent
  | CandidateProposedEvent
  | ProposalRejectedEvent
  | CandidateScoredEvent
  | StepCompletedEvent
  | TestCompletedEvent
  | PromptsComparedEvent
  | RunEndedEvent;

/**
 * A run of a study. `outcome` is its winner's score, `missing` says why there is none.
 *
 * `given` is the given prompt's score beside it, null where the outcome is not the test's, which alone scores both.
 * `test_calls` of the `calls` were made for the test.
 * `shortcuts` is the verdict of the shortcut audit, null where it had nothing to read; `flags` are what it noted.
 */
export interface RunOutcome {
  run_id: string;
  arm: string;
  trial: number;
  status: "cancelled" | "failed" | "queued" | "running" | "succeeded";
  finish_reason: string | null;
  outcome: number | null;
  missing: string | null;
  calls: number;
  given: number | null;
  test_calls: number;
  shortcuts: "inconclusive" | "not_testable" | "refuted" | "supported" | (string & {}) | null;
  flags: Array<string>;
  curve: Array<CurvePoint>;
}

/** A page of runs; `next` is the cursor of the page after it, null at the end. */
export interface RunPage {
  items: Array<RunSummary>;
  next: string | null;
}

/** The standard deviation between runs of an arm that planning assumes, in units of the score, and why. */
export interface RunSd {
  value: number;
  reason: string;
}

/** A run begins: its method, how many examples each split has, about how many calls it will make. */
export interface RunStarted {
  method: string;
  seed: number;
  splits: Record<string, number>;
  expected_calls: number;
}

export interface RunStartedEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "run_started";
  data: RunStarted;
}

/** A run in a list. */
export interface RunSummary {
  id: string;
  name: string | null;
  tags: Array<string>;
  metadata: Record<string, string>;
  priority: "high" | "low" | "normal" | (string & {});
  status: "cancelled" | "failed" | "queued" | "running" | "succeeded";
  finish_reason: string | null;
  created_at: string;
  ended_at: string | null;
  method: string;
  parent: string | null;
}

/**
 * Sampled answers to a minibatch show where programs vary; children get a demo or a rule from there.
 *
 * A rule is a critic's advice from a better and a worse answer to one example, appended to the instruction.
 */
export interface SIMBA {
  name: "simba";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /**
   * Minibatches.
   * @default 8
   */
  steps?: number;
  /**
   * Train examples of a step.
   * @default 32
   */
  batch?: number;
  /**
   * Answers sampled of each example; children are one more.
   * @default 6
   */
  candidates?: number;
  /**
   * The most demos of a program; 0 leaves only rules.
   * @default 4
   */
  max_demos?: number;
  /**
   * Of the softmax by which programs answer.
   * @default 0.2
   */
  sampling_temperature?: number;
  /**
   * Of the softmax by which parents are chosen.
   * @default 0.2
   */
  source_temperature?: number;
}

/**
 * Rounds of one new prompt by the answers of the best; it is kept if its answers are preferred more often than not.
 *
 * All rounds answer the same few train examples. The optimizer's model compares the answers of both prompts to all of
 * them, several times, in both orders. It sees no scores and no expected answers, and validation has no say.
 */
export interface SPO {
  name: "spo";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /**
   * New prompts, one after the other.
   * @default 10
   */
  rounds?: number;
  /**
   * Train examples that all prompts answer.
   * @default 3
   */
  questions?: number;
  /**
   * Times that the answers of two prompts are compared.
   * @default 4
   */
  comparisons?: number;
}

/**
 * How an answer is drawn. `max_tokens` bounds the answer; the seed comes from the draw.
 *
 * `effort` is how much a model may think and `extra` are further fields of the request's body, as the caller wrote
 * them for the role.
 */
export interface Sampling {
  temperature: number;
  top_p: number | null;
  max_tokens: number;
  effort: string | null;
  extra: JsonObject;
}

/**
 * A mean score with its 95 % interval; `n` items were scored, `failed` had no score.
 *
 * `by_label` says how the items of each label were answered, in a result whose task has labels that can be read.
 */
export interface Scored {
  score: number;
  ci95: Array<number>;
  n: number;
  failed: number;
  by_label: ByLabel | null;
}

/** What a prompt answered to an example, and what was said of it. */
export interface ScoredAnswer {
  output: string | null;
  score: number;
  note: string;
}

/**
 * A prompt with its scores by item, in the result's order of items; null where a call failed.
 *
 * `kind` is the template that wrote it, `given`, or `minimal` without an instruction. Only those that `counts` says
 * are compared: not that control, nor one that lacks more than a tenth of its items.
 */
export interface ScoredPrompt {
  name: string;
  kind: string;
  components: Record<string, string>;
  scores: Array<number | null>;
  score: Scored | null;
  counts: boolean;
}

/**
 * What was selected from which pool, and why; `sources` where proposals of several kinds compete.
 *
 * `lead` is what the method's choice had against the best so far, where it was another and evidence was asked for.
 */
export interface Selection {
  policy: string;
  pool: Array<PoolEntry>;
  chosen: Array<string>;
  best: string;
  reason: string;
  sources: Array<SourceEffect>;
  lead: Lead | null;
}

/**
 * The labels that the output lists are the expected ones, in any order.
 *
 * A list is JSON, bullets, or labels between commas, lines, `and` and the like; in prose the allowed and expected
 * labels are looked for. `expected` is a list of labels or a text with labels between commas; an empty list or `none`
 * where no label applies.
 */
export interface Set {
  kind: "set";
  /** Several answers to each item, whose scores make the item's; null for one. */
  repeats?: Repeats | null;
  /**
   * A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are the labels of `expected`.
   * @default "mean"
   */
  aggregate?: "macro" | "mean";
  /** The allowed answers in the order of their letters; null for the labels of the task. */
  choices?: ReadonlyArray<string> | null;
}

/**
 * What is likely to settle a claim: a new diagnostic with so many `units` in all, of `unit`, and so many `items`.
 *
 * With 80 % power if the truth is delta or nothing, and where so much was drawn already, if it is what was seen.
 * `items` is null where those that were used will do, `calls` where nobody knows what a unit takes.
 */
export interface Settling {
  unit: "items" | "pairs" | "runs" | "sets" | "steps" | (string & {});
  units: number;
  items: number | null;
  calls: number | null;
}

/**
 * What would settle an open question: so many items in all, the calls of a measurement on them.
 *
 * `possible` says whether the data has as many.
 */
export interface SettlingItems {
  items: number;
  calls: number;
  possible: boolean;
}

/**
 * One call in the shape of a role, with `tools` or without.
 *
 * `message` says why it does not work, in the provider's words and with the setting that would mend it where one is
 * known; `status` and `code` are the provider's. `answer` is the beginning of what was said.
 */
export interface ShapeCheck {
  role: "application" | "check" | "grader" | "judge" | "optimizer" | "task" | (string & {});
  endpoint: "chat" | "completion" | (string & {});
  works: boolean;
  latency_s: number;
  tools: boolean;
  answer: string | null;
  message: string | null;
  status: number | null;
  code: string | null;
}

/**
 * A rollout as a critic or an editor is shown it.
 *
 * `trace` is what applications tell of how they came to it, `remarks` what was said of earlier answers to the example.
 */
export interface ShownRollout {
  example: string;
  answer: string;
  note: string;
  trace: string;
  remarks: string;
}

/**
 * What a split can see: `detectable` is the gain that a paired test finds with 80 % power; null on too few items.
 *
 * `from_nothing` is the gain that the best of all candidates would show there by choice alone, where none differs.
 */
export interface Sight {
  items: number;
  detectable: number | null;
  from_nothing: number | null;
}

/**
 * Answers to a batch are read in minibatches, wrong and right ones apart; each reading proposes a few edits.
 *
 * They are made one list, wrong answers first, and ranked; the best are carried out without a model. The prompt that
 * comes of it is kept only if it scores higher on validation. If not, later readings of the epoch are shown its edits.
 */
export interface SkillOpt {
  name: "skillopt";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /**
   * Times that all train examples are learned from.
   * @default 4
   */
  epochs?: number;
  /**
   * Train examples that a step learns from.
   * @default 40
   */
  batch?: number;
  /**
   * Answers that are read at once.
   * @default 8
   */
  minibatch?: number;
  /**
   * The most edits of a reading, and of a step, at first.
   * @default 4
   */
  edits?: number;
  /**
   * The same at the end; in between it falls as a cosine.
   * @default 2
   */
  edits_at_end?: number;
}

/** A named gap of a template. Only slots of kind `feedback` may be touched by a perturbation of feedback. */
export interface Slot {
  name: string;
  kind: "context" | "demos" | "evidence" | "feedback" | "history" | (string & {});
  text: string;
}

/**
 * What proposals of one source have done in a run so far.
 *
 * `effect` is the mean, over its `proposals` that were tried, of the score minus the parent's on the same first items,
 * `ci95` holds at whatever moment it is read, and `gain` is what its links add to the best candidate's descent.
 */
export interface SourceEffect {
  source: string;
  proposals: number;
  effect: number | null;
  ci95: Array<number>;
  gain: number;
}

/** The gain of the arm `real` in parts that add up, over the `n` trials that all three arms have an outcome of. */
export interface SplitGain {
  real: string;
  placebo: string;
  none: string;
  n: number;
  gain: number;
  parts: Array<StudyGainPart>;
}

/**
 * How far prompts spread: `sd` between their expected scores, with two limits of 95 % in `ci90`.
 *
 * `noise_sd` is what the items alone make of a prompt's mean, `p_value` of the hypothesis that prompts do not differ
 * beyond it; `detectable` the spread that would be found with 80 % power. In `telling` items prompts differ at all.
 */
export interface Spread {
  sd: number;
  ci90: Array<number>;
  noise_sd: number;
  p_value: number;
  detectable: number | null;
  prompts: number;
  items: number;
  telling: number;
}

/** One turn of a method, as recorded; its rollouts are kept beside it. */
export interface Step {
  n: number;
  parents: Array<string>;
  minibatch: Array<string>;
  backgrounds: Array<Background>;
  critic_requests: Array<CriticRequest>;
  feedback: Array<Feedback>;
  edit_requests: Array<EditRequest>;
  proposals: Array<Proposal>;
  candidates: Array<Candidate>;
  selection: Selection | null;
  notes: Array<string>;
}

/**
 * A step has ended: the best candidate so far, how many proposals it had and refused.
 *
 * `calls` are all that the run has settled by then, null in what was stored before they were told.
 */
export interface StepCompleted {
  step: number;
  best: string;
  best_score: number | null;
  proposals: number;
  rejected: number;
  calls: number | null;
}

export interface StepCompletedEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "step_completed";
  data: StepCompleted;
}

/** A recorded step with its rollouts. */
export interface StepDetail {
  step: Step;
  rollouts: Array<Rollout>;
}

/** A page of steps. */
export interface StepPage {
  items: Array<Step>;
  next: string | null;
}

/** A step begins at these candidates. */
export interface StepStarted {
  step: number;
  parents: Array<string>;
}

export interface StepStartedEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "step_started";
  data: StepStarted;
}

/**
 * What a step's arms were made from: the prompt's component before, the recorded feedback, the minibatch.
 *
 * `behind` are the examples that each feedback's critics were shown, `labels` all of them and the editor's, where
 * labels are dealt anew. Asking the critics again makes `critic_calls`. `is_last`: the component is the last module's.
 */
export interface StepTexts {
  step: number;
  component: string;
  before: string;
  feedback: Array<string>;
  minibatch: Array<string>;
  behind: Array<Array<string>>;
  labels: Array<Labelled>;
  critic_calls: number;
  is_last: boolean;
}

/**
 * When to stop before the method is done.
 *
 * After a step, if the best candidate's score has reached `target_score` or has not risen for `patience` steps in a
 * row; its score is its mean on the validation items that it was tried on, which are few where a method races.
 */
export interface Stop {
  target_score: number | null;
  patience: number | null;
  max_steps: number | null;
}

/**
 * When to stop before the method is done.
 *
 * After a step, if the best candidate's score has reached `target_score` or has not risen for `patience` steps in a
 * row; its score is its mean on the validation items that it was tried on, which are few where a method races.
 */
export interface StopInput {
  target_score?: number | null;
  patience?: number | null;
  max_steps?: number | null;
}

/** An uploaded image; `url` is what names it in requests, `name` what it was called when it came first. */
export interface StoredFile {
  id: string;
  url: string;
  name: string | null;
  media_type: string;
  width: number;
  height: number;
  bytes: number;
  sha256: string;
  created_at: string;
}

/** The job whose events are to be read: a run, a diagnostic, a study or a measurement of headroom. */
export interface StreamTokenRequest {
  job_id: string;
}

/** A study: what was asked, how far it is, what it found. */
export interface Study {
  preset: string | null;
  families: Array<string>;
  comparisons: Array<ComparisonSpec>;
  outcome: "test" | "train" | "validation" | (string & {});
  delta: number;
  alpha: number;
  run_sd: RunSd;
  track: TrackSpec | null;
  budget: Budget;
  seed: number;
  dataset: DatasetUse | null;
  arms: Array<ArmOutline>;
  trials: number;
  runs: number;
  expected_calls: number;
  id: string;
  name: string | null;
  tags: Array<string>;
  metadata: Record<string, string>;
  priority: "high" | "low" | "normal" | (string & {});
  status: "cancelled" | "failed" | "queued" | "running" | "succeeded";
  finish_reason: string | null;
  error: JobError | null;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
  progress: Progress | null;
  webhook: Notice | null;
  result: StudyResult | null;
}

/**
 * First arm's mean minus the second's over `n` trials, with all that is needed to judge the verdict.
 *
 * `dropped` trials lack an outcome on one side. `holm_p_value` and `equivalence_p_value` are adjusted for the family.
 * `correlation` is that of the two arms over trials: where it is positive the test is conservative. `ci95` is over
 * trials, for other runs on the same items; `over_items` is for other items as well, null where scores by item are not
 * known. `text` says both.
 */
export interface StudyComparison {
  first: string;
  second: string;
  family: string;
  alternative: "greater" | "less" | "two_sided" | (string & {});
  verdict: "inconclusive" | "not_testable" | "refuted" | "supported" | (string & {});
  reasons: Array<string>;
  n: number;
  dropped: number;
  estimate: number | null;
  ci95: Array<number> | null;
  se: number | null;
  df: number | null;
  p_value: number | null;
  holm_p_value: number | null;
  least_p_value: number | null;
  equivalence_p_value: number | null;
  ci90: Array<number> | null;
  minimum_detectable_effect: number | null;
  trials_needed: number | null;
  correlation: number | null;
  over_items: OverItems | null;
  text: string;
  published: Published | null;
}

/** A study has ended: the trials that are complete, its verdicts with their counts, the ranking in words. */
export interface StudyEnded {
  status: "cancelled" | "failed" | "queued" | "running" | "succeeded";
  finish_reason: string | null;
  error?: JobError;
  complete_trials?: number;
  verdicts?: Record<string, number>;
  ranking?: string;
}

export interface StudyEndedEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "study_succeeded" | "study_failed" | "study_cancelled";
  data: StudyEnded;
}

/** What a study would take and could tell; nothing was spent to find out. */
export interface StudyEstimate {
  runs: number;
  trials: number;
  expected_calls: number;
  most_calls: number | null;
  arms: Array<ArmCost>;
  delta: number;
  alpha: number;
  run_sd: RunSd;
  comparisons: Array<ComparisonPower>;
  detects_delta: boolean;
  published_power: Array<PublishedPower>;
}

/** What a study tells. A later version may tell more: pass over types that you do not know. */
export type StudyEvent = 
  | ProgressEvent
  | ProviderThrottledEvent
  | ProviderAwayEvent
  | ProviderBackEvent
  | CallRetriedEvent
  | CallFailedEvent
  | BudgetReachedEvent
  | StudyStartedEvent
  | TrialStartedEvent
  | TrialCompletedEvent
  | StudyEndedEvent;

/** A part of a gain; intervals as those of a comparison, not adjusted for one another. */
export interface StudyGainPart {
  name: "content" | "form" | "search" | (string & {});
  estimate: number;
  ci95: Array<number> | null;
  over_items: OverItems | null;
}

/** What arms gain; `parts` where three arms differ by real, placebo and no feedback alone. `text` says it. */
export interface StudyGains {
  text: string;
  arms: Array<ArmGain>;
  parts: Array<SplitGain>;
}

/** A page of studies; `next` is the cursor of the page after it, null at the end. */
export interface StudyPage {
  items: Array<StudySummary>;
  next: string | null;
}

/**
 * Arms from the best to the worst over the `n` trials that all of them have an outcome of; `text` says it.
 *
 * `left_out` arms have no outcome at all. Arms are empty where fewer than two trials or arms can be ranked.
 */
export interface StudyRanking {
  text: string;
  n: number;
  level: number;
  arms: Array<ArmRank>;
  gaps: Array<RankedGap>;
  left_out: Array<string>;
}

/**
 * Whole runs as trials of arms, compared: written out, or by the name of a preset that gives arms and comparisons.
 *
 * `optimize` is the body of `POST /optimize` that every arm starts from; its seed has no effect, each trial has its
 * own, the same for all arms, nor have its name, tags, metadata and webhook. `trials` of a preset may be given by
 * family. `outcome` is where the winner of a run is scored. `delta` is the smallest difference of interest, `run_sd`
 * the standard deviation between runs of an arm as an earlier study found it, both in units of the score. A study that
 * cannot be expected to find a difference of `delta` is refused unless `force` is set. `budget` bounds the sum over
 * all runs: a trial is started only if the budget has room for the caps of all its runs.
 */
export interface StudyRequest {
  name?: string | null;
  tags?: ReadonlyArray<string>;
  metadata?: Record<string, string>;
  webhook?: string | null;
  /** @default "normal" */
  priority?: "high" | "low" | "normal";
  optimize: OptimizeRequest;
  preset?: string | null;
  families?: ReadonlyArray<string> | null;
  arms?: ReadonlyArray<ArmSpec>;
  trials?: number | Record<string, number> | null;
  comparisons?: ReadonlyArray<ComparisonSpecInput>;
  /** @default "test" */
  outcome?: "test" | "train" | "validation";
  /** @default 0.02 */
  delta?: number;
  /** @default 0.05 */
  alpha?: number;
  run_sd?: number | null;
  track?: TrackSpecInput | null;
  /** @default false */
  budgets_differ?: boolean;
  /** @default false */
  force?: boolean;
  budget?: BudgetInput;
  /** @default 0 */
  seed?: number;
}

/**
 * What a study found. `complete_trials` have an outcome of every arm; `run_sd` is pooled within arms.
 *
 * `gains` is null in what was stored before they were told.
 */
export interface StudyResult {
  planned_trials: number;
  begun_trials: number;
  complete_trials: number;
  arms: Array<ArmResult>;
  comparisons: Array<StudyComparison>;
  families: Array<FamilyResult>;
  ranking: StudyRanking;
  gains: StudyGains | null;
  fits: Array<ArmFit>;
  run_sd: number | null;
  runs: Array<RunOutcome>;
  usage: Record<string, RoleUsage>;
}

/** A study begins: its arms, how many trials and runs. */
export interface StudyStarted {
  arms: Array<string>;
  trials: number;
  runs: number;
}

export interface StudyStartedEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "study_started";
  data: StudyStarted;
}

/** A study in a list. */
export interface StudySummary {
  id: string;
  name: string | null;
  tags: Array<string>;
  metadata: Record<string, string>;
  priority: "high" | "low" | "normal" | (string & {});
  status: "cancelled" | "failed" | "queued" | "running" | "succeeded";
  finish_reason: string | null;
  created_at: string;
  ended_at: string | null;
  preset: string | null;
  arms: Array<string>;
  trials: number;
}

/** The task: examples, given or from a stored data set, how answers are scored, and a description of it. */
export interface TaskSpec {
  examples?: ReadonlyArray<ExampleSpec>;
  dataset?: DatasetSpec | null;
  scoring: 
    | Exact
    | Choice
    | Numeric
    | Contains
    | Regex
    | F1
    | Json
    | Set
    | ToolCalls
    | Judge
    | Hosted
    | Installed
    | Pairwise
    | Weighted;
  split?: Fractions;
  /** @default 0 */
  split_seed?: number;
  description?: string | null;
}

/** The task; all its examples are `test` unless they, or `split`, say otherwise. Others than those are not used. */
export interface TaskToCompareOn {
  examples?: ReadonlyArray<ExampleSpec>;
  dataset?: DatasetSpec | null;
  scoring: 
    | Exact
    | Choice
    | Numeric
    | Contains
    | Regex
    | F1
    | Json
    | Set
    | ToolCalls
    | Judge
    | Hosted
    | Installed
    | Pairwise
    | Weighted;
  split?: Fractions;
  /** @default 0 */
  split_seed?: number;
  description?: string | null;
}

/**
 * A prompt for a critic or an editor; gaps are written {{name}} and filled from the slots of that name.
 *
 * `system` is only for the chat endpoint. `endpoint: none` asks no model: the text is `user` as it is filled, or with
 * `reply: edits` the instruction once the feedback, which is edits, is carried out on it.
 * `reply` says how the answer is read: the text between <tag> and </tag>, several such texts (`tags`), or the first
 * line. `evidence_line` renders a rollout, `feedback_line` a feedback, `history_line` a candidate that was tried,
 * `example_line` an example with its expected answer; `absent` stands where there is no feedback, `nothing` where
 * there is no history or no example. With `keeps_frame` the reader does not see the outer blocks of a component that
 * hold placeholders; they are put back around its answer, unless the component is nothing else.
 */
export interface Template {
  name: string;
  endpoint: "chat" | "completion" | "none" | (string & {});
  user: string;
  system: string | null;
  stop: Array<string>;
  reply: "edits" | "line" | "tag" | "tags" | (string & {});
  tag: string;
  sampling: Sampling;
  evidence_line: string;
  feedback_line: string;
  history_line: string;
  example_line: string;
  absent: string;
  nothing: string;
  keeps_frame: boolean;
}

/** What the test split says. */
export interface TestCompleted {
  verdict: "improved" | "not_distinguishable" | "not_tested" | "worse" | (string & {});
  reason: string;
  baseline: Scored | null;
  best: Scored | null;
  difference: Difference | null;
  fixed: number;
  broken: number;
  times_used: number;
  warnings: Array<string>;
  comparisons: Comparisons | null;
  said: string;
  by_class: ByClass | null;
}

export interface TestCompletedEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "test_completed";
  data: TestCompleted;
}

/** A test of diagnostics: what it asks, where it comes from, the arms it draws; without draws it costs nothing. */
export interface TestInfo {
  name: string;
  asks: string;
  source: string;
  arms: Array<string>;
  draws: boolean;
}

/**
 * What the test split says. `warnings` are what its verdict must not be read without.
 *
 * `times_used` counts the runs that have looked at any of its examples, this one included. Where a judge compared
 * answers, scores are win shares, `fixed` are wins and `broken` losses of the best prompt against the given one, and
 * `said` puts `comparisons` into words. `by_class` compares both prompts class by class where answers are labels.
 */
export interface TestResult {
  verdict: "improved" | "not_distinguishable" | "not_tested" | "worse" | (string & {});
  reason: string;
  baseline: Scored | null;
  best: Scored | null;
  difference: Difference | null;
  fixed: number;
  broken: number;
  times_used: number;
  warnings: Array<string>;
  comparisons: Comparisons | null;
  said: string;
  by_class: ByClass | null;
}

/**
 * A minibatch forward, feedback backward for each example, one update of every component, kept or reverted.
 *
 * `chain: three_stage` turns the scorer's note into feedback on the response and that into feedback on the prompt, and
 * in a program on what the earlier module wrote; `one_step` asks for feedback on the prompt straight from the example.
 */
export interface TextGrad {
  name: "textgrad";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /**
   * Updates of the prompt.
   * @default 12
   */
  steps?: number;
  /**
   * Train examples in a step.
   * @default 3
   */
  batch?: number;
  /**
   * How feedback gets to the prompt.
   * @default "three_stage"
   */
  chain?: "one_step" | "three_stage";
  /**
   * validation keeps an update that scores no worse there; naive keeps every one, unscored.
   * @default "validation"
   */
  revert?: "naive" | "validation";
  /**
   * Updates drawn; the best on validation is kept.
   * @default 1
   */
  candidates?: number;
  /**
   * Earlier prompts and feedback an update also sees.
   * @default 0
   */
  momentum?: number;
  /** Sentences that a new prompt must keep to. */
  constraints?: ReadonlyArray<string>;
  /** Good prompts that the editor is shown. */
  in_context_examples?: ReadonlyArray<string>;
}

/**
 * Feedback on each answer of a minibatch, of which only what is general stays; one update, kept or reverted.
 *
 * Rules that were asked for are counted over the run, and tell what is general. Where the last update made the prompt
 * more than `growth` longer or narrower in scope, a critic says what is to be joined, shortened or widened, and the
 * next update brings both together; what the examples need goes first.
 */
export interface TextReg {
  name: "textreg";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /**
   * Updates of the prompt.
   * @default 12
   */
  steps?: number;
  /**
   * Train examples in a step.
   * @default 3
   */
  batch?: number;
  /**
   * The share by which an update may lengthen the prompt before it is told to shrink.
   * @default 0.2
   */
  growth?: number;
}

/**
 * The calls of tools that the output makes are the expected ones.
 *
 * `expected` is a list of `{"name": …, "arguments": {…}}`, empty where no tool is to be called; a call without
 * `arguments` is matched by any.
 */
export interface ToolCalls {
  kind: "tool_calls";
  /** Several answers to each item, whose scores make the item's; null for one. */
  repeats?: Repeats | null;
  /**
   * A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are the labels of `expected`.
   * @default "mean"
   */
  aggregate?: "macro" | "mean";
  /**
   * Whether calls may come in any order, or in that of `expected`.
   * @default "any"
   */
  order?: "any" | "same";
  /**
   * What beside its tool a call is matched by: all its arguments, those that are expected (in nested objects too; lists are compared whole), or none.
   * @default "exact"
   */
  arguments?: "exact" | "ignore" | "subset";
}

/**
 * Score the best candidate after every n-th step on a split, once a run has ended; `arms` null means all.
 *
 * In an arm with wrong labels the train examples count as they were shown: tracked is how well a run fits them.
 */
export interface TrackSpec {
  every: number;
  split: "train" | "validation";
  arms: Array<string> | null;
}

/**
 * Score the best candidate after every n-th step on a split, once a run has ended; `arms` null means all.
 *
 * In an arm with wrong labels the train examples count as they were shown: tracked is how well a run fits them.
 */
export interface TrackSpecInput {
  every: number;
  /** @default "train" */
  split?: "train" | "validation";
  arms?: ReadonlyArray<string> | null;
}

/** All runs of a trial have ended: the outcome of each arm, null where there is none. */
export interface TrialCompleted {
  trial: number;
  trials: number;
  outcomes: Record<string, number | null>;
}

export interface TrialCompletedEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "trial_completed";
  data: TrialCompleted;
}

/** The runs of a trial are begun, one for each of these arms. */
export interface TrialStarted {
  trial: number;
  arms: Array<string>;
}

export interface TrialStartedEvent {
  seq: number;
  at: string;
  run_id: string;
  type: "trial_started";
  data: TrialStarted;
}

/**
 * A parent from the Pareto front; hypotheses about what is wrong with it, a rewriting for each, the best one kept.
 *
 * A hypothesis has one of a few known labels, or with the chance `epsilon` none of them. With the chance `restart` a
 * round writes a prompt from the model's own answer instead. What gains most on the minibatch joins the pool.
 */
export interface VISTA {
  name: "vista";
  /**
   * What it takes for a prompt to become the run's best so far, which is what is returned: what the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for.
   * @default "greedy"
   */
  acceptance?: "evalue" | "greedy" | "paired" | Greedy | Paired | EValue;
  /**
   * Whether critics and editors are told more than the method's templates say: the task's description, how answers are scored and what they are like, a prompt's confusions of classes on training examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of the profile standard.
   * @default false
   */
  briefing?: boolean;
  /**
   * Whether scoring a candidate on all of validation ends once it is shown to be worse than the best so far; it then has no score.
   * @default false
   */
  racing?: boolean;
  /** So many validation items, those whose scores differ most between the prompts of the run, are answered first; a candidate that is behind the best so far there is not scored on the rest and has no score. null: none. */
  informative?: number | null;
  /** Rounds; null goes on until the budget is used. */
  iterations?: number | null;
  /**
   * Train examples that a round tries its prompts on.
   * @default 8
   */
  minibatch?: number;
  /**
   * Hypotheses of a round, each with a prompt of its own.
   * @default 3
   */
  hypotheses?: number;
  /**
   * The chance that a hypothesis is free of the known labels.
   * @default 0.1
   */
  epsilon?: number;
  /**
   * The chance that a round writes a prompt from scratch.
   * @default 0.2
   */
  restart?: number;
  /**
   * The most times that such a prompt is written.
   * @default 3
   */
  lookahead?: number;
}

/** Several scorers with weights: the score is the weighted mean of theirs. */
export interface Weighted {
  kind: "weighted";
  /** Several answers to each item, whose scores make the item's; null for one. */
  repeats?: Repeats | null;
  /**
   * A prompt's score: the mean of its items' scores, or the mean of the means of their classes, which are the labels of `expected`.
   * @default "mean"
   */
  aggregate?: "macro" | "mean";
  /** The scorers, in any order. */
  parts: ReadonlyArray<Part>;
}

/**
 * How an effect differs between these items, in the order of their effects, the most helped first.
 *
 * `sd` is the standard deviation of the items' own effects, their noise taken out, with its 95 % interval. `helped`
 * and `harmed` are the shares of items with an effect above delta and below -delta, as expected where effects are
 * normal; null where the interval includes 0: the order of the items is then noise.
 */
export interface Where {
  sd: number;
  ci95: Array<number>;
  helped: number | null;
  harmed: number | null;
  items: Array<ItemEffect>;
  reading: string;
}

/** Words in a row that both texts have, or one of them. */
export interface WordRun {
  kind: "delete" | "equal" | "insert" | (string & {});
  text: string;
}
