// SPDX-License-Identifier: Apache-2.0
// What the core takes and gives, as plain values. Rules live in C: nothing here computes.

import type { ChangeFace } from './change';
import type { ChartFace } from './chart';
import type { ContractFace } from './contract';
import type { ExpectedFace } from './expected';
import type { GoalFace } from './goal';
import type { InstrumentFace } from './instrument';
import type { LadderFace } from './ladder';
import type { LevelFace } from './level';
import type { PromptFace } from './prompt';
import type { PsychometricsFace } from './psychometrics';
import type { PulseFace } from './pulse';
import type { ReadinessFace } from './readiness';
import type { RecoveryFace } from './recovery';
import type { SurfaceFace } from './surface';
import type { TalkFace } from './talk';
import type { VisitFace } from './visit';

/** A number, or why there is none. */
export type Rating = number | 'missing' | 'declined';

/** Where values lie; `step` is the smallest difference the rules take notice of. */
export type Scale = { readonly min: number; readonly max: number; readonly step: number };

/** What counts as a fall; each is described in core/rupture.h. `surprise` is the default. */
export type RuptureMethod =
  | 'surprise'
  | 'own_spread'
  | 'sd_1'
  | 'sd_2'
  | 'chart'
  | 'below_cut'
  | 'sudden_loss';

/** The parameters of the method `surprise`, as in core/surprise.h and core/level.h. */
export type SurpriseParams = {
  readonly errorVar: number;
  readonly errorWeight: number;
  readonly driftVar: number;
  readonly priorMean: number;
  readonly priorVar: number;
  /** How often chance alone comes so low: once in 1/chance sessions. */
  readonly chance: number;
  /** Points; a smaller fall never counts. */
  readonly fallLeast: number;
  readonly sure: number;
  readonly lookBack: number;
  readonly least: number;
  readonly pullMost: number;
  readonly weightMost: number;
};

/** The parameters of the course and of the rupture rule; each has a default in C. */
export type RuleParams = {
  readonly scale: Scale;
  readonly method: RuptureMethod;
  readonly surprise: SurpriseParams;
  /** Of `surprise`, in SDs of a rating: so near is repaired. */
  readonly backWithin: number;
  /** Of `below_cut`. */
  readonly cut: number;
  readonly cutAt: boolean;
  readonly point: number;
  readonly pointAt: boolean;
  /** Of `sudden_loss`, in points. */
  readonly lossCutoff: number;
  readonly lossShare: number;
  /** Earlier ratings frozen as the baseline, at most. */
  readonly baselineMost: number;
  /** Earlier ratings needed before there is a usual range. */
  readonly baselineLeast: number;
  /** Half width of the usual range in mean moving ranges. */
  readonly spread: number;
  /** Half width when the baseline does not move at all. */
  readonly fallback: number;
  /** Spread between clients: S is never below it. */
  readonly between: number;
  /** How many sessions back the reference may lie. */
  readonly lookBack: number;
  readonly strainAt: number;
  readonly ruptureAt: number;
  readonly repairWithin: number;
  /** Sessions after which an episode counts as unrepaired. */
  readonly patience: number;
  /** A fall of this many points counts even before there is a usual range. */
  readonly earlyFall: number;
};

/** One session as the rule sees it. */
export type CourseRating = {
  readonly value: Rating;
  /** True when any single answer lay at the worst end of its scale. */
  readonly floor?: boolean;
};

/** What fired. `low_answer` is the floor guard: a prompt to talk, not a strain. */
export type FiringKind = 'strain' | 'rupture' | 'repair' | 'unrepaired' | 'low_answer';

/** The rule by name. */
export type FiringRule =
  | 'surprise'
  | 'surprise_of_two'
  | 'level_sunk'
  | 'mean_minus_1sd'
  | 'mean_minus_2sd'
  | 'below_cut'
  | 'fell_a_point'
  | 'sudden_loss'
  | 'drop_1s'
  | 'drop_2s'
  | 'below_usual'
  | 'early_fall'
  | 'back_near_ref'
  | 'sessions_passed'
  | 'case_closed'
  | 'floor_item';

/** Why it fired, as a code to be put into words by the view. */
export type FiringWhy =
  | 'fell_below_own_noise'
  | 'two_below_own_noise'
  | 'level_sank_slowly'
  | 'fell_one_sd_below_mean'
  | 'fell_two_sd_below_mean'
  | 'lies_below_cut'
  | 'fell_since_last_rating'
  | 'lost_suddenly'
  | 'fell_by_own_spread'
  | 'fell_by_twice_own_spread'
  | 'fell_below_usual'
  | 'fell_early'
  | 'came_back'
  | 'stayed_down'
  | 'closed_while_down'
  | 'answer_at_lowest';

/** One rule that fired at one session, with its inputs. */
export type Firing = {
  readonly kind: FiringKind;
  readonly rule: FiringRule;
  readonly why: FiringWhy;
  /** For repair and unrepaired: what kind of episode it was. */
  readonly of: 'strain' | 'rupture' | null;
  /** This session's value. */
  readonly x: number | null;
  /** The reference: the highest recent rating, or the one the episode began from. */
  readonly ref: number | null;
  /** ref - x. */
  readonly drop: number | null;
  /** The spread the drop was held against. */
  readonly s: number | null;
  /** The value that was crossed: what x (or `held`) had to reach or fall below. */
  readonly limit: number | null;
  /** What the rule looked at, where that is not x: two sessions' mean, the level, or the loss. */
  readonly held: number | null;
  /** For repair and unrepaired: from `ref` to the lowest rating. */
  readonly depth: number | null;
  /** Sessions since the episode began. */
  readonly length: number;
  /** Earlier ratings known at that time. */
  readonly earlier: number;
};

/** How things stand after a session. */
export type CourseStatus = 'too_few' | 'steady' | 'strain' | 'rupture' | 'repaired' | 'unrepaired';

/** The person's own usual range, from earlier ratings only. */
export type UsualRange = {
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  /** Mean moving range of the baseline. */
  readonly meanRange: number;
  /** How many ratings it rests on. */
  readonly basedOn: number;
};

/** Where a rating was expected to lie, by the method of the course: no fall above `low`. */
export type RuleRange = {
  readonly low: number;
  readonly high: number;
  readonly mid: number;
  /** Earlier ratings it rests on. */
  readonly basedOn: number;
};

/** Where a value lies against the usual range. */
export type Place = 'unknown' | 'below' | 'within' | 'above';

/** One session of the course: everything a chart, its sentence and its table need. */
export type CoursePoint = {
  readonly value: number | null;
  /** Why there is no value; `given` when there is one. */
  readonly state: 'given' | 'missing' | 'declined';
  readonly usual: UsualRange | null;
  readonly place: Place;
  /** Against the last given rating before this one. */
  readonly change: number | null;
  /** Against the middle of the usual range. */
  readonly fromUsual: number | null;
  readonly status: CourseStatus;
  readonly range: RuleRange | null;
  readonly fired: readonly Firing[];
};

/** A whole course. `status` is the last point's; `usual` and `range` are those of the next rating. */
export type Course = {
  readonly points: readonly CoursePoint[];
  readonly status: CourseStatus;
  readonly usual: UsualRange | null;
  readonly range: RuleRange | null;
  readonly params: RuleParams;
};

/** Why the two views prompt a talk. */
export type DyadWhy = 'far_apart' | 'opposite_moves';

/** The client's falls, and those of them in which the therapist's rating did not fall. */
export type DyadBlindness = {
  readonly falls: number;
  readonly unseen: number;
  readonly share: number | null;
  readonly why: 'no_falls' | 'all_seen' | 'some_unseen' | 'none_seen';
};

/** Truth and bias of two series over the same sessions; a part that cannot be known is null. */
export type Dyad = {
  /** Sessions both rated. */
  readonly shared: number;
  readonly clientMean: number | null;
  readonly therapistMean: number | null;
  /** Therapist's mean less the client's: negative when the therapist rates lower. */
  readonly b0: number | null;
  /** How far the therapist follows the client up and down. */
  readonly b1: number | null;
  readonly r: number | null;
  /** Standard errors of b0 and b1; from three shared sessions on. */
  readonly b0Error: number | null;
  readonly b1Error: number | null;
  /** b0 and b1 over their errors, with `shared - 2` degrees of freedom. */
  readonly b0T: number | null;
  readonly b1T: number | null;
  /** Two-sided, of Student's t. */
  readonly b0P: number | null;
  readonly b1P: number | null;
  /** The first thing that keeps a part of the above unknown. */
  readonly why:
    | 'all_known'
    | 'nothing_shared'
    | 'client_never_moved'
    | 'too_few_shared'
    | 'therapist_never_moved'
    | 'no_residual';
  /** How far the therapist's ratings miss the client's falls. */
  readonly blindness: DyadBlindness;
  /** Sessions that one or both left without a rating. */
  readonly unshared: number;
  /** Opposite moves in a row, up to the last shared session. */
  readonly oppositeMoves: number;
  readonly flags: readonly DyadWhy[];
  /** The flags that were new at each session. */
  readonly fired: readonly (readonly DyadWhy[])[];
};

/** The parameters of the dyad's flags. */
export type DyadParams = {
  /** |b0| at or above this is far apart. */
  readonly apart: number;
  /** Shared sessions needed for it. */
  readonly sharedLeast: number;
  /** A smaller move is no move. */
  readonly moveLeast: number;
  /** Opposite moves in a row that flag. */
  readonly oppositeMoves: number;
  /** A smaller fall of the client's does not count for blindness. */
  readonly fallLeast: number;
};

/** Both raters' courses and what they say together. */
export type TwoViews = { readonly client: Course; readonly therapist: Course; readonly dyad: Dyad };

export type VisitState = 'planned' | 'open' | 'ended' | 'cancelled' | 'lapsed';
export type VisitPresence = 'away' | 'waiting' | 'in' | 'dropped';
export type VisitEventKind =
  | 'arrive'
  | 'leave'
  | 'admit'
  | 'put_back'
  | 'end'
  | 'cancel'
  | 'trouble'
  | 'drop'
  | 'tick';
export type VisitRule =
  | 'too_early'
  | 'time_is_over'
  | 'is_over'
  | 'only_therapist'
  | 'only_planned'
  | 'only_open'
  | 'therapist_not_in'
  | 'nobody_waiting'
  | 'nobody_in';
export type VisitWhy =
  | 'planned'
  | 'client_waiting'
  | 'client_admitted'
  | 'client_put_back'
  | 'client_back'
  | 'client_left'
  | 'client_dropped'
  | 'therapist_arrived'
  | 'therapist_back'
  | 'therapist_left'
  | 'therapist_dropped'
  | 'therapist_ended'
  | 'both_away'
  | 'overtime'
  | 'client_cancelled'
  | 'therapist_cancelled'
  | 'nobody_came'
  | 'client_came'
  | 'therapist_came'
  | 'both_came';

/** What was agreed. */
export type VisitPlan = {
  readonly startsMs: number;
  readonly minutes: number;
  /** Given back at the end; 0 when left out. */
  readonly lostMs?: number;
};

/** One chair of it; the first is the therapist's. */
export type VisitChair = {
  readonly presence: VisitPresence;
  readonly came: boolean;
  readonly admitted: boolean;
  readonly met: boolean;
  readonly trouble: boolean;
  readonly lateMinutes: number;
};

/** The machine's memory, as in core/visit.h. */
export type VisitMachine = {
  readonly state: VisitState;
  readonly chairs: readonly VisitChair[];
  readonly outage: boolean;
  readonly startedMs: number | null;
  readonly endedMs: number | null;
  readonly emptyMs: number | null;
  readonly why: VisitWhy;
};

/** An event: `chair` is whose it is, `whom` the client's chair that admit and put_back mean. */
export type VisitEvent = {
  readonly kind: VisitEventKind;
  readonly chair: number;
  readonly whom?: number;
};

/** The new visit, or the rule that forbids the event. */
export type VisitStep =
  | { readonly ok: true; readonly visit: VisitMachine }
  | { readonly ok: false; readonly rule: VisitRule };

/** What became of a session for one of its chairs, and why it is called so. */
export type VisitOutcome = {
  readonly kind: 'pending' | 'met' | 'came' | 'missed' | 'technical' | 'called_off';
  readonly why:
    | 'not_over'
    | 'was_together'
    | 'waited'
    | 'device_trouble'
    | 'house_outage'
    | 'did_not_come'
    | 'was_called_off';
};

/** What one rule found in made-up courses, and what it cost. */
export type RuleFigures = {
  /** Share of ruptures found at their first session or the next. */
  readonly sensitivity: number;
  /** False alarms per 100 sessions in which nothing was. */
  readonly falsePer100: number;
  /** Sessions, of those found while they lasted. */
  readonly delay: number;
  readonly strainSensitivity: number;
  readonly falseStrainsPer100: number;
  /** 95 % interval of `sensitivity`. */
  readonly sensitivityLow: number;
  readonly sensitivityHigh: number;
  readonly courses: number;
  readonly ruptures: number;
  readonly strains: number;
  readonly quietSessions: number;
};

/** The simulator of core/simulation.h. */
export interface SimulationCore {
  simulationWorlds(): readonly string[];
  /** One rule, by its defaults, over made-up courses; null when nothing happened in them. */
  simulate(
    method: RuptureMethod,
    world: string,
    courses: number,
    seed: number,
    scale?: Scale,
  ): RuleFigures | null;
}

/** The core as functions of plain values. Throws only on misuse (a value no C type can hold). */
export interface Core
  extends ChangeFace,
    ChartFace,
    ContractFace,
    ExpectedFace,
    GoalFace,
    InstrumentFace,
    LevelFace,
    PsychometricsFace,
    ReadinessFace,
    RecoveryFace,
    PulseFace,
    SimulationCore,
    SurfaceFace,
    VisitFace,
    LadderFace,
    TalkFace,
    PromptFace {
  course(ratings: readonly CourseRating[], params?: Partial<RuleParams>, closed?: boolean): Course;
  dyad(client: readonly Rating[], therapist: readonly Rating[], params?: Partial<DyadParams>): Dyad;
  /** Two series over the same sessions, point by point. */
  twoViews(
    client: readonly CourseRating[],
    therapist: readonly CourseRating[],
    params?: Partial<RuleParams>,
  ): TwoViews;
}

/** The same face over a worker. */
export type CoreClient = {
  readonly [K in keyof Core]: (...args: Parameters<Core[K]>) => Promise<ReturnType<Core[K]>>;
};
