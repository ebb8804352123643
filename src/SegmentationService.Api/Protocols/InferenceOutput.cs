using SegmentationService.Api.Answers;

namespace SegmentationService.Api.Protocols;

/// <summary>A tensor that the Open Inference Protocol is answered with: a value for each customer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Datatype">Its type.</param>
/// <param name="Write">Writes the value of a customer; given the names of the segments as JSON.</param>
internal sealed record InferenceOutput(string Name, string Datatype, Action<AnswerBuffer, AssignedRow, byte[][]> Write)
{
    /// <summary>All of them, in the order in which they are answered unless others are asked for.</summary>
    public static IReadOnlyList<InferenceOutput> All { get; } =
    [
        new("segment", "INT64", static (answer, row, _) => answer.Add(row.SegmentId)),
        new("name", "BYTES", static (answer, row, names) => answer.Add(names[row.Segment])),
        new("confidence", "FP64", static (answer, row, _) => answer.Add(row.Confidence)),
        new("distance", "FP64", static (answer, row, _) => answer.Add(row.Distance)),
        new("outlier", "BOOL", static (answer, row, _) => answer.Add(row.IsOutlier ? "true"u8 : "false"u8)),
    ];
}
