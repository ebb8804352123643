using System.Globalization;
using SegmentationService.Api.Http;

namespace SegmentationService.Api.Prediction;

/// <summary>Tells in headers how many customers of a batch were answered in which way: so a page knows it before a download is opened.</summary>
internal static class BatchCounts
{
    private const string Rows = "X-Rows";
    private const string Unassigned = "X-Rows-Unassigned";
    private const string Outliers = "X-Outliers";

    /// <summary>The headers, for OpenAPI.</summary>
    public static AnsweredHeaders Headers { get; } = new(
    [
        new DescribedHeader(Rows, "The customers of the batch, each of which has an answer.", "1000"),
        new DescribedHeader(Unassigned, "Those of them that have no segment; their notices say why.", "2"),
        new DescribedHeader(Outliers, "Those of them that are unlike the training customers of their segment.", "5"),
    ]);

    /// <summary>Sets the headers.</summary>
    /// <param name="scorer">What answered the customers, to the last one.</param>
    /// <param name="response">The answer, not begun yet.</param>
    public static void Tell(BatchScorer scorer, HttpResponse response)
    {
        response.Headers[Rows] = scorer.Count.ToString(CultureInfo.InvariantCulture);
        response.Headers[Unassigned] = scorer.Unassigned.ToString(CultureInfo.InvariantCulture);
        response.Headers[Outliers] = scorer.Outliers.ToString(CultureInfo.InvariantCulture);
    }
}
