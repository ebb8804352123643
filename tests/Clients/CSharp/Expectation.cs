namespace SegmentationService.Clients;

/// <summary>What both walks send, and how they say that an answer is another than expected.</summary>
internal static class Expectation
{
    /// <summary>Two groups of ten customers, far apart: in each a customer more has one more of either.</summary>
    public static IReadOnlyList<Dictionary<string, object>> Customers { get; } =
        [.. Enumerable.Range(0, 20).Select(i => new Dictionary<string, object> { ["id"] = $"C{i}", ["visits"] = (i < 10 ? 1.0 : 100) + (i % 10), ["spend"] = (i < 10 ? 10.0 : 1000) + (i % 10) })];

    /// <summary>A customer of the second group.</summary>
    public static Dictionary<string, object> Customer { get; } = new() { ["visits"] = 103.0, ["spend"] = 1003.0 };

    public static void Is<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual)) throw new InvalidOperationException($"{what} is {actual}; {expected} is expected.");
    }
}
