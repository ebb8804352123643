using SegmentationService.Api.Http;
using SegmentationService.Api.Jobs;
using SegmentationService.Api.Migration;
using SegmentationService.Api.Models;
using SegmentationService.Api.Prediction;
using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Hosting;

/// <summary>
/// The members of answers whose values are names, with the names that there are. More may come, so they are no enumerations: a client that is made of the description has texts there, and goes on reading when one is new.
/// </summary>
internal static class OpenValues
{
    private static readonly string[] Inputs = ["customers", "transactions"];
    private static readonly string[] ConfidenceBases = ["jury", "distance"];

    private static readonly Dictionary<(Type Type, string Property), IReadOnlyList<string>> Known = new()
    {
        [(typeof(JobResponse), nameof(JobResponse.Status))] = JobRecord.Statuses.All,
        [(typeof(JobResponse), nameof(JobResponse.Phase))] = [.. JobResponse.Phases.All, JobResponse.Scoring],
        [(typeof(JobResponse), nameof(JobResponse.Kind))] = JobRecord.Kinds,
        [(typeof(VersionResponse), nameof(VersionResponse.Input))] = Inputs,
        [(typeof(VersionResponse), nameof(VersionResponse.ConfidenceBasis))] = ConfidenceBases,
        [(typeof(PredictResponse), nameof(PredictResponse.ConfidenceBasis))] = ConfidenceBases,
        [(typeof(SelectionResponse), nameof(SelectionResponse.Rule))] = ModelFormat.Rules.All,
        [(typeof(StructureResponse), nameof(StructureResponse.Verdict))] = ModelFormat.Verdicts.All,
        [(typeof(OriginResponse), nameof(OriginResponse.Status))] = LineageResponse.Statuses.All,
        [(typeof(FeatureResponse), nameof(FeatureResponse.Transform))] = ModelFormat.Transforms.All,
        [(typeof(ColumnResponse), nameof(ColumnResponse.Role))] = ColumnResponse.Roles.All,
        [(typeof(DescribedColumnResponse), nameof(DescribedColumnResponse.Kind))] = ModelFormat.ProfileKinds.All,
        [(typeof(DistinguishingResponse), nameof(DistinguishingResponse.Direction))] = ["high", "low"],
        [(typeof(MigrationResponse), nameof(MigrationResponse.AlignedBy))] = ["ids", "customers"],
        [(typeof(PlayResponse), nameof(PlayResponse.Code))] = ["protect", "second_purchase", "upsell", "grow", "win_back", "remind", "reawaken", "let_rest"],
        [(typeof(NoticeResponse), nameof(NoticeResponse.Code))] = NoticeCodes.All,
        [(typeof(HealthResponse), nameof(HealthResponse.Status))] = ["live", "ready", "not ready"],
        [(typeof(CheckResponse), nameof(CheckResponse.Status))] = ["healthy", "degraded", "unhealthy"],
    };

    /// <summary>The types of problems.</summary>
    public static IReadOnlyList<string> ProblemTypes { get; } = [.. ProblemKinds.All.Select(kind => Problems.TypePrefix + kind.Name)];

    /// <summary>The names that a member may have; null where its values are no names.</summary>
    /// <param name="type">The type of the answer.</param>
    /// <param name="property">The property.</param>
    public static IReadOnlyList<string>? Of(Type type, string property) => Known.GetValueOrDefault((type, property));
}
