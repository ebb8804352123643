using System.Globalization;

namespace SegmentationService.Core.Tests.Exports;

/// <summary>What a model, or an export of it, answers for a customer.</summary>
internal readonly record struct ExportAnswer(int Segment, double Confidence, double Distance)
{
    /// <summary>Asserts that an export answers for every customer what the model does: the same segment, confidence and distance within 1e-6.</summary>
    /// <returns>What the README says of it: the number of customers and the largest difference.</returns>
    public static string AssertSame(IReadOnlyList<ExportAnswer> expected, IReadOnlyList<ExportAnswer> found)
    {
        Assert.Equal(expected.Count, found.Count);
        var largest = 0.0;
        for (var i = 0; i < expected.Count; i++)
        {
            var (right, answer) = (expected[i], found[i]);
            Assert.True(right.Segment == answer.Segment, $"Customer {i}: {answer} instead of {right}.");
            var difference = Math.Max(Math.Abs(right.Confidence - answer.Confidence), Math.Abs(right.Distance - answer.Distance) / Math.Max(1, right.Distance));
            Assert.True(difference <= 1e-6, $"Customer {i}: {answer} instead of {right}.");
            largest = Math.Max(largest, difference);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{expected.Count} customers, largest difference {largest:G2}");
    }
}
