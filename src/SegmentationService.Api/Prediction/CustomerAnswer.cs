using SegmentationService.Api.Reading;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Prediction;

/// <summary>What is answered of one customer of a batch.</summary>
internal readonly ref struct CustomerAnswer
{
    /// <summary>Counts the customers of the batch, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>The id, valid UTF-8; empty where there is none.</summary>
    public required ReadOnlySpan<byte> Id { get; init; }

    /// <summary>The nearest segment; null where the customer cannot be assigned, as its one notice says.</summary>
    public required SegmentDistance? Nearest { get; init; }

    /// <summary>Whether the customer is unlike the training customers of the segment.</summary>
    public required bool IsOutlier { get; init; }

    /// <summary>What else is to be said.</summary>
    public required ReadOnlySpan<PreparedNotice> Notices { get; init; }

    /// <summary>The members of its explanation, as <see cref="ExplanationWriter"/> lays them out; empty where none was asked for.</summary>
    public ReadOnlySpan<byte> Explanation { get; init; }

    /// <summary>The cells of the body, where the answer begins with them; else null.</summary>
    public RowCells? Cells { get; init; }

    /// <summary>Its row among them.</summary>
    public int Row { get; init; }
}
