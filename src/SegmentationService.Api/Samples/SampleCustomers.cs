using SegmentationService.Core.Clustering;

namespace SegmentationService.Api.Samples;

/// <summary>A synthetic customer.</summary>
/// <param name="CustomerId">Such as <c>C000042</c>.</param>
/// <param name="RecencyDays">Days since the last purchase.</param>
/// <param name="Frequency">Number of purchases.</param>
/// <param name="Monetary">Total spend.</param>
/// <param name="TenureDays">Days as a customer.</param>
internal sealed record SampleCustomer(string CustomerId, int RecencyDays, int Frequency, double Monetary, int TenureDays);

/// <summary>Makes synthetic customers of five behaviours; the same count and seed give the same customers.</summary>
internal static class SampleCustomers
{
    /// <summary>One way to be a customer: its share of all, and the typical value and spread (of the logarithm) of each measure.</summary>
    private sealed record Behaviour(double Share, Measure Recency, Measure Frequency, Measure Basket, Measure Tenure);

    private readonly record struct Measure(double Typical, double Spread);

    private static readonly Behaviour[] Behaviours =
    [
        new(0.30, new(25, 0.35), new(10, 0.25), new(45, 0.25), new(700, 0.20)), // regulars
        new(0.25, new(240, 0.25), new(2, 0.20), new(40, 0.25), new(420, 0.20)), // lapsed
        new(0.20, new(15, 0.40), new(2, 0.20), new(35, 0.25), new(40, 0.25)), // newcomers
        new(0.15, new(60, 0.30), new(4, 0.20), new(320, 0.25), new(600, 0.20)), // big baskets, rarely
        new(0.10, new(5, 0.40), new(40, 0.20), new(120, 0.20), new(1_000, 0.15)), // champions
    ];

    /// <summary>Makes customers, one by one.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Where random draws begin.</param>
    public static IEnumerable<SampleCustomer> Make(int count, long seed)
    {
        var random = new SeededRandom(seed);
        for (var i = 1; i <= count; i++)
        {
            var behaviour = Draw(random);
            var frequency = Math.Max(1, (int)Math.Round(Value(behaviour.Frequency, random)));
            var monetary = Math.Round(frequency * Value(behaviour.Basket, random), 2);
            var recency = Math.Max(1, (int)Math.Round(Value(behaviour.Recency, random)));
            var tenure = Math.Max(recency, (int)Math.Round(Value(behaviour.Tenure, random)));
            yield return new SampleCustomer($"C{i:000000}", recency, frequency, monetary, tenure);
        }
    }

    private static Behaviour Draw(SeededRandom random)
    {
        var draw = random.NextDouble();
        foreach (var behaviour in Behaviours)
        {
            draw -= behaviour.Share;
            if (draw < 0) return behaviour;
        }

        return Behaviours[^1];
    }

    private static double Value(Measure measure, SeededRandom random) => measure.Typical * Math.Exp(measure.Spread * random.NextGaussian());
}
