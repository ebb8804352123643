using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Jury;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Benchmarks.Prediction;

/// <summary>Models to predict with, put together and not trained: only their shape matters for the time.</summary>
internal static class PredictionModels
{
    /// <summary>
    /// A shop's: ten features of seven columns, three of them behavioural; six of the ten are logs, as is usual of counts and money.
    /// </summary>
    public static SegmentationModel Shop(int segments)
    {
        string[] columns = ["recency_days", "frequency", "monetary", "tenure_days", "avg_basket", "discount_share", "support_tickets"];
        string[] logged = ["frequency", "monetary", "avg_basket", .. BehaviouralFeatures.Names];
        var parts = new ColumnParts { Recency = "recency_days", Frequency = "frequency", Monetary = "monetary", Tenure = "tenure_days" };
        return Of(columns, [.. columns, .. BehaviouralFeatures.Names], logged, parts, segments);
    }

    /// <summary>One of many features, a fourth of them logs.</summary>
    public static SegmentationModel Wide(int features, int segments)
    {
        string[] columns = [.. Enumerable.Range(0, features).Select(f => $"column_{f}")];
        return Of(columns, columns, [.. columns.Where((_, f) => f % 4 == 0)], new ColumnParts(), segments);
    }

    /// <summary>Customers for a model: a value for each of its inputs, one in ten of them missing.</summary>
    public static double[][] Customers(SegmentationModel model, int count)
    {
        var random = new SeededRandom(7);
        return Array.ConvertAll(new double[count][], _ => Array.ConvertAll(
            new double[model.FeatureSet.Inputs.Count], _ => random.NextDouble() < 0.1 ? double.NaN : Math.Round(random.NextDouble() * 500, 2)));
    }

    private static SegmentationModel Of(string[] columns, string[] features, string[] logged, ColumnParts parts, int segments)
    {
        var random = new SeededRandom(42);
        var centroids = new FeatureMatrix(segments, features.Length);
        for (var c = 0; c < segments; c++)
            for (var f = 0; f < features.Length; f++) centroids[c, f] = (float)random.NextGaussian();
        return new SegmentationModel
        {
            FeatureSet = new FeatureSet(
                [.. columns.Select(name => new InputColumn(name, 100))],
                [.. features.Select(name => FeatureOf(name, logged.Contains(name)))],
                parts),
            Centroids = centroids,
            Temperature = 0.5,
            Jury = JuryOf(centroids, random),
            Segments = [.. Enumerable.Range(0, segments).Select(c => new Segment(c + 1, $"Segment {c}", 5))],
        };
    }

    /// <summary>Jurors that differ a little from the centroids.</summary>
    private static Jurors? JuryOf(FeatureMatrix centroids, SeededRandom random)
    {
        var (k, d) = (centroids.Count, centroids.Features);
        if (Jurors.CountFor(k, d) is not (> 0 and var count)) return null;
        return new Jurors(Array.ConvertAll(new float[count][], _ => (float[])[.. Enumerable.Range(0, k * d).Select(i => centroids[i / d, i % d] + (float)(0.1 * random.NextGaussian()))]), d);
    }

    private static Feature FeatureOf(string name, bool log)
    {
        var feature = new Feature { Name = name, Source = name, Min = 0, Max = 500, LowerFence = -500, UpperFence = 1000, Center = 250, Scale = 144 };
        return log ? feature with { Transform = Transform.Log1p, LowerFence = 0, UpperFence = 9, Center = 5, Scale = 1 } : feature;
    }
}
