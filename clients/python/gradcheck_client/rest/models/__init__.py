""" Contains all the data models used in inputs/outputs """

from .adal_flow import AdalFlow
from .adal_flow_name import AdalFlowName
from .amount import Amount
from .answered import Answered
from .ape import APE
from .ape_name import APEName
from .ape_selection import APESelection
from .arm_cost import ArmCost
from .arm_fit import ArmFit
from .arm_fit_verdict import ArmFitVerdict
from .arm_outline import ArmOutline
from .arm_outline_method import ArmOutlineMethod
from .arm_outline_models import ArmOutlineModels
from .arm_rank import ArmRank
from .arm_result import ArmResult
from .arm_result_finish_reasons import ArmResultFinishReasons
from .arm_text import ArmText
from .arm_text_overrides import ArmTextOverrides
from .audited import Audited
from .background import Background
from .best_of_n import BestOfN
from .best_of_n_name import BestOfNName
from .block import Block
from .bootstrap_few_shot import BootstrapFewShot
from .bootstrap_few_shot_name import BootstrapFewShotName
from .budget import Budget
from .by_label import ByLabel
from .calls import Calls
from .candidate import Candidate
from .candidate_components import CandidateComponents
from .candidate_page import CandidatePage
from .capo import CAPO
from .capo_name import CAPOName
from .catalogue_entry import CatalogueEntry
from .catalogue_entry_parameters import CatalogueEntryParameters
from .check import Check
from .check_request import CheckRequest
from .check_request_extra import CheckRequestExtra
from .checkpoint_scores import CheckpointScores
from .choice import Choice
from .choice_kind import ChoiceKind
from .compare import Compare
from .compare_alternatives_item import CompareAlternativesItem
from .compare_name import CompareName
from .comparison_power import ComparisonPower
from .comparison_power_alternative import ComparisonPowerAlternative
from .comparison_text import ComparisonText
from .comparison_text_alternative import ComparisonTextAlternative
from .contains import Contains
from .contains_kind import ContainsKind
from .contains_of_list import ContainsOfList
from .continue_request import ContinueRequest
from .copro import COPRO
from .copro_name import COPROName
from .costs import Costs
from .costs_terms import CostsTerms
from .critic_request import CriticRequest
from .critic_text import CriticText
from .critic_text_evaluation import CriticTextEvaluation
from .critic_text_labels import CriticTextLabels
from .curve_point import CurvePoint
from .data_report import DataReport
from .demo import Demo
from .demo_fields import DemoFields
from .diagnostic import Diagnostic
from .diagnostic_estimand import DiagnosticEstimand
from .diagnostic_estimate import DiagnosticEstimate
from .diagnostic_estimate_by_arm import DiagnosticEstimateByArm
from .diagnostic_estimate_by_test import DiagnosticEstimateByTest
from .diagnostic_estimate_untestable import DiagnosticEstimateUntestable
from .diagnostic_ladder import DiagnosticLadder
from .diagnostic_page import DiagnosticPage
from .diagnostic_request import DiagnosticRequest
from .diagnostic_request_estimand import DiagnosticRequestEstimand
from .diagnostic_request_evidence import DiagnosticRequestEvidence
from .diagnostic_request_ladder import DiagnosticRequestLadder
from .diagnostic_request_scope import DiagnosticRequestScope
from .diagnostic_request_stop import DiagnosticRequestStop
from .diagnostic_result import DiagnosticResult
from .diagnostic_result_findings import DiagnosticResultFindings
from .diagnostic_result_usage import DiagnosticResultUsage
from .diagnostic_scope import DiagnosticScope
from .diagnostic_status import DiagnosticStatus
from .diagnostic_stop import DiagnosticStop
from .diagnostic_summary import DiagnosticSummary
from .diagnostic_summary_status import DiagnosticSummaryStatus
from .diagnostic_untestable import DiagnosticUntestable
from .difference import Difference
from .difference_test import DifferenceTest
from .drawn import Drawn
from .edit_request import EditRequest
from .effect import Effect
from .effect_alternative import EffectAlternative
from .effect_claim import EffectClaim
from .effect_verdict import EffectVerdict
from .equivalence import Equivalence
from .event import Event
from .event_data import EventData
from .evo_prompt_de import EvoPromptDE
from .evo_prompt_de_name import EvoPromptDEName
from .evo_prompt_ga import EvoPromptGA
from .evo_prompt_ga_name import EvoPromptGAName
from .exact import Exact
from .exact_kind import ExactKind
from .example_text import ExampleText
from .example_text_expected_type_5 import ExampleTextExpectedType5
from .example_text_input_type_1 import ExampleTextInputType1
from .example_text_split_type_0 import ExampleTextSplitType0
from .f1 import F1
from .f1_kind import F1Kind
from .failed_calls import FailedCalls
from .failed_calls_role import FailedCallsRole
from .family_result import FamilyResult
from .family_result_verdicts import FamilyResultVerdicts
from .fault import Fault
from .feedback import Feedback
from .feedback_author import FeedbackAuthor
from .feedback_kind import FeedbackKind
from .figure import Figure
from .finding import Finding
from .finding_verdict import FindingVerdict
from .fractions import Fractions
from .gepa import GEPA
from .gepa_component_choice import GEPAComponentChoice
from .gepa_frontier import GEPAFrontier
from .gepa_name import GEPAName
from .gepa_objectives_item import GEPAObjectivesItem
from .gepa_selection import GEPASelection
from .health import Health
from .hrpo import HRPO
from .hrpo_name import HRPOName
from .improve import Improve
from .improve_name import ImproveName
from .job_error import JobError
from .json import Json
from .json_kind import JsonKind
from .judge import Judge
from .judge_kind import JudgeKind
from .judgement import Judgement
from .judgement_question import JudgementQuestion
from .label_score import LabelScore
from .label_score_said import LabelScoreSaid
from .label_shift import LabelShift
from .labelled import Labelled
from .labelled_permuted_type_5 import LabelledPermutedType5
from .labelled_true_type_5 import LabelledTrueType5
from .labelled_wrong_type_5 import LabelledWrongType5
from .list_diagnostics_status_type_1 import ListDiagnosticsStatusType1
from .list_diagnostics_status_type_2_type_1 import ListDiagnosticsStatusType2Type1
from .list_diagnostics_status_type_3_type_1 import ListDiagnosticsStatusType3Type1
from .list_run_diagnostics_status_type_1 import ListRunDiagnosticsStatusType1
from .list_run_diagnostics_status_type_2_type_1 import ListRunDiagnosticsStatusType2Type1
from .list_run_diagnostics_status_type_3_type_1 import ListRunDiagnosticsStatusType3Type1
from .list_runs_status_type_1 import ListRunsStatusType1
from .list_runs_status_type_2_type_1 import ListRunsStatusType2Type1
from .list_runs_status_type_3_type_1 import ListRunsStatusType3Type1
from .list_studies_status_type_1 import ListStudiesStatusType1
from .list_studies_status_type_2_type_1 import ListStudiesStatusType2Type1
from .list_studies_status_type_3_type_1 import ListStudiesStatusType3Type1
from .material import Material
from .method_info import MethodInfo
from .method_info_interception import MethodInfoInterception
from .method_info_parameters import MethodInfoParameters
from .mipr_ov_2 import MIPROv2
from .mipr_ov_2_auto import MIPROv2Auto
from .mipr_ov_2_name import MIPROv2Name
from .model_text import ModelText
from .model_text_extra import ModelTextExtra
from .model_view import ModelView
from .model_view_extra import ModelViewExtra
from .model_view_sent import ModelViewSent
from .models_text import ModelsText
from .module_call import ModuleCall
from .module_call_status import ModuleCallStatus
from .module_text import ModuleText
from .noise import Noise
from .noise_basis import NoiseBasis
from .numeric import Numeric
from .numeric_decimal_mark import NumericDecimalMark
from .numeric_kind import NumericKind
from .opro import OPRO
from .opro_name import OPROName
from .optimize_request import OptimizeRequest
from .outage import Outage
from .pairs import Pairs
from .parent import Parent
from .perturbation_info import PerturbationInfo
from .pool_entry import PoolEntry
from .portfolio import Portfolio
from .portfolio_name import PortfolioName
from .portfolio_sources_item import PortfolioSourcesItem
from .price_view import PriceView
from .pro_te_gi import ProTeGi
from .pro_te_gi_name import ProTeGiName
from .pro_te_gi_selection import ProTeGiSelection
from .problem import Problem
from .progress import Progress
from .prompt_agent import PromptAgent
from .prompt_agent_name import PromptAgentName
from .prompt_text import PromptText
from .prompt_wizard import PromptWizard
from .prompt_wizard_name import PromptWizardName
from .proposal import Proposal
from .proposal_status import ProposalStatus
from .provider_check import ProviderCheck
from .provider_check_limits import ProviderCheckLimits
from .provider_check_sent import ProviderCheckSent
from .provider_info import ProviderInfo
from .published import Published
from .published_finding import PublishedFinding
from .published_power import PublishedPower
from .random_search import RandomSearch
from .random_search_name import RandomSearchName
from .ranked_gap import RankedGap
from .regex import Regex
from .regex_kind import RegexKind
from .result import Result
from .result_baseline_prompt import ResultBaselinePrompt
from .result_prompt import ResultPrompt
from .result_sampling import ResultSampling
from .result_usage import ResultUsage
from .result_validation import ResultValidation
from .rewrite import Rewrite
from .rewrite_name import RewriteName
from .role_usage import RoleUsage
from .rollout import Rollout
from .rollout_cause_type_0 import RolloutCauseType0
from .rollout_page import RolloutPage
from .rollout_status import RolloutStatus
from .rounds import Rounds
from .run import Run
from .run_estimate import RunEstimate
from .run_method import RunMethod
from .run_models import RunModels
from .run_outcome import RunOutcome
from .run_outcome_shortcuts_type_0 import RunOutcomeShortcutsType0
from .run_outcome_status import RunOutcomeStatus
from .run_page import RunPage
from .run_placeholders import RunPlaceholders
from .run_sd import RunSd
from .run_splits import RunSplits
from .run_status import RunStatus
from .run_summary import RunSummary
from .run_summary_status import RunSummaryStatus
from .sampling import Sampling
from .sampling_extra import SamplingExtra
from .scored import Scored
from .seen import Seen
from .selection import Selection
from .set_ import Set
from .set_kind import SetKind
from .shape_check import ShapeCheck
from .shape_check_endpoint import ShapeCheckEndpoint
from .shape_check_role import ShapeCheckRole
from .simba import SIMBA
from .simba_name import SIMBAName
from .slot import Slot
from .slot_kind import SlotKind
from .source_effect import SourceEffect
from .step import Step
from .step_detail import StepDetail
from .step_page import StepPage
from .step_texts import StepTexts
from .stop import Stop
from .study import Study
from .study_comparison import StudyComparison
from .study_comparison_alternative import StudyComparisonAlternative
from .study_comparison_verdict import StudyComparisonVerdict
from .study_estimate import StudyEstimate
from .study_outcome import StudyOutcome
from .study_page import StudyPage
from .study_ranking import StudyRanking
from .study_request import StudyRequest
from .study_request_outcome import StudyRequestOutcome
from .study_request_trials_type_1 import StudyRequestTrialsType1
from .study_result import StudyResult
from .study_result_usage import StudyResultUsage
from .study_status import StudyStatus
from .study_summary import StudySummary
from .study_summary_status import StudySummaryStatus
from .task_text import TaskText
from .template import Template
from .template_endpoint import TemplateEndpoint
from .template_reply import TemplateReply
from .test_result import TestResult
from .test_result_verdict import TestResultVerdict
from .text_grad import TextGrad
from .text_grad_chain import TextGradChain
from .text_grad_name import TextGradName
from .text_grad_revert import TextGradRevert
from .track_text import TrackText
from .track_text_split import TrackTextSplit

__all__ = (
    "AdalFlow",
    "AdalFlowName",
    "Amount",
    "Answered",
    "APE",
    "APEName",
    "APESelection",
    "ArmCost",
    "ArmFit",
    "ArmFitVerdict",
    "ArmOutline",
    "ArmOutlineMethod",
    "ArmOutlineModels",
    "ArmRank",
    "ArmResult",
    "ArmResultFinishReasons",
    "ArmText",
    "ArmTextOverrides",
    "Audited",
    "Background",
    "BestOfN",
    "BestOfNName",
    "Block",
    "BootstrapFewShot",
    "BootstrapFewShotName",
    "Budget",
    "ByLabel",
    "Calls",
    "Candidate",
    "CandidateComponents",
    "CandidatePage",
    "CAPO",
    "CAPOName",
    "CatalogueEntry",
    "CatalogueEntryParameters",
    "Check",
    "CheckpointScores",
    "CheckRequest",
    "CheckRequestExtra",
    "Choice",
    "ChoiceKind",
    "Compare",
    "CompareAlternativesItem",
    "CompareName",
    "ComparisonPower",
    "ComparisonPowerAlternative",
    "ComparisonText",
    "ComparisonTextAlternative",
    "Contains",
    "ContainsKind",
    "ContainsOfList",
    "ContinueRequest",
    "COPRO",
    "COPROName",
    "Costs",
    "CostsTerms",
    "CriticRequest",
    "CriticText",
    "CriticTextEvaluation",
    "CriticTextLabels",
    "CurvePoint",
    "DataReport",
    "Demo",
    "DemoFields",
    "Diagnostic",
    "DiagnosticEstimand",
    "DiagnosticEstimate",
    "DiagnosticEstimateByArm",
    "DiagnosticEstimateByTest",
    "DiagnosticEstimateUntestable",
    "DiagnosticLadder",
    "DiagnosticPage",
    "DiagnosticRequest",
    "DiagnosticRequestEstimand",
    "DiagnosticRequestEvidence",
    "DiagnosticRequestLadder",
    "DiagnosticRequestScope",
    "DiagnosticRequestStop",
    "DiagnosticResult",
    "DiagnosticResultFindings",
    "DiagnosticResultUsage",
    "DiagnosticScope",
    "DiagnosticStatus",
    "DiagnosticStop",
    "DiagnosticSummary",
    "DiagnosticSummaryStatus",
    "DiagnosticUntestable",
    "Difference",
    "DifferenceTest",
    "Drawn",
    "EditRequest",
    "Effect",
    "EffectAlternative",
    "EffectClaim",
    "EffectVerdict",
    "Equivalence",
    "Event",
    "EventData",
    "EvoPromptDE",
    "EvoPromptDEName",
    "EvoPromptGA",
    "EvoPromptGAName",
    "Exact",
    "ExactKind",
    "ExampleText",
    "ExampleTextExpectedType5",
    "ExampleTextInputType1",
    "ExampleTextSplitType0",
    "F1",
    "F1Kind",
    "FailedCalls",
    "FailedCallsRole",
    "FamilyResult",
    "FamilyResultVerdicts",
    "Fault",
    "Feedback",
    "FeedbackAuthor",
    "FeedbackKind",
    "Figure",
    "Finding",
    "FindingVerdict",
    "Fractions",
    "GEPA",
    "GEPAComponentChoice",
    "GEPAFrontier",
    "GEPAName",
    "GEPAObjectivesItem",
    "GEPASelection",
    "Health",
    "HRPO",
    "HRPOName",
    "Improve",
    "ImproveName",
    "JobError",
    "Json",
    "JsonKind",
    "Judge",
    "JudgeKind",
    "Judgement",
    "JudgementQuestion",
    "Labelled",
    "LabelledPermutedType5",
    "LabelledTrueType5",
    "LabelledWrongType5",
    "LabelScore",
    "LabelScoreSaid",
    "LabelShift",
    "ListDiagnosticsStatusType1",
    "ListDiagnosticsStatusType2Type1",
    "ListDiagnosticsStatusType3Type1",
    "ListRunDiagnosticsStatusType1",
    "ListRunDiagnosticsStatusType2Type1",
    "ListRunDiagnosticsStatusType3Type1",
    "ListRunsStatusType1",
    "ListRunsStatusType2Type1",
    "ListRunsStatusType3Type1",
    "ListStudiesStatusType1",
    "ListStudiesStatusType2Type1",
    "ListStudiesStatusType3Type1",
    "Material",
    "MethodInfo",
    "MethodInfoInterception",
    "MethodInfoParameters",
    "MIPROv2",
    "MIPROv2Auto",
    "MIPROv2Name",
    "ModelsText",
    "ModelText",
    "ModelTextExtra",
    "ModelView",
    "ModelViewExtra",
    "ModelViewSent",
    "ModuleCall",
    "ModuleCallStatus",
    "ModuleText",
    "Noise",
    "NoiseBasis",
    "Numeric",
    "NumericDecimalMark",
    "NumericKind",
    "OPRO",
    "OPROName",
    "OptimizeRequest",
    "Outage",
    "Pairs",
    "Parent",
    "PerturbationInfo",
    "PoolEntry",
    "Portfolio",
    "PortfolioName",
    "PortfolioSourcesItem",
    "PriceView",
    "Problem",
    "Progress",
    "PromptAgent",
    "PromptAgentName",
    "PromptText",
    "PromptWizard",
    "PromptWizardName",
    "Proposal",
    "ProposalStatus",
    "ProTeGi",
    "ProTeGiName",
    "ProTeGiSelection",
    "ProviderCheck",
    "ProviderCheckLimits",
    "ProviderCheckSent",
    "ProviderInfo",
    "Published",
    "PublishedFinding",
    "PublishedPower",
    "RandomSearch",
    "RandomSearchName",
    "RankedGap",
    "Regex",
    "RegexKind",
    "Result",
    "ResultBaselinePrompt",
    "ResultPrompt",
    "ResultSampling",
    "ResultUsage",
    "ResultValidation",
    "Rewrite",
    "RewriteName",
    "RoleUsage",
    "Rollout",
    "RolloutCauseType0",
    "RolloutPage",
    "RolloutStatus",
    "Rounds",
    "Run",
    "RunEstimate",
    "RunMethod",
    "RunModels",
    "RunOutcome",
    "RunOutcomeShortcutsType0",
    "RunOutcomeStatus",
    "RunPage",
    "RunPlaceholders",
    "RunSd",
    "RunSplits",
    "RunStatus",
    "RunSummary",
    "RunSummaryStatus",
    "Sampling",
    "SamplingExtra",
    "Scored",
    "Seen",
    "Selection",
    "Set",
    "SetKind",
    "ShapeCheck",
    "ShapeCheckEndpoint",
    "ShapeCheckRole",
    "SIMBA",
    "SIMBAName",
    "Slot",
    "SlotKind",
    "SourceEffect",
    "Step",
    "StepDetail",
    "StepPage",
    "StepTexts",
    "Stop",
    "Study",
    "StudyComparison",
    "StudyComparisonAlternative",
    "StudyComparisonVerdict",
    "StudyEstimate",
    "StudyOutcome",
    "StudyPage",
    "StudyRanking",
    "StudyRequest",
    "StudyRequestOutcome",
    "StudyRequestTrialsType1",
    "StudyResult",
    "StudyResultUsage",
    "StudyStatus",
    "StudySummary",
    "StudySummaryStatus",
    "TaskText",
    "Template",
    "TemplateEndpoint",
    "TemplateReply",
    "TestResult",
    "TestResultVerdict",
    "TextGrad",
    "TextGradChain",
    "TextGradName",
    "TextGradRevert",
    "TrackText",
    "TrackTextSplit",
)
