using SegmentationService.Core.Clustering;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Clustering.Valleys;

/// <summary>Points of which it is known whether there are groups, and how many; each feature with mean 0 and deviation 1, as the service makes them.</summary>
internal static class MadeTables
{
    public static readonly string[] Structureless = ["cube", "gaussian", "log-normal", "correlated"];

    public static readonly string[] Grouped = ["spherical", "elongated", "unequal", "skewed"];

    /// <summary>One cloud: a cube, a normal distribution, the logarithm of one plus a log-normal one, or a normal one whose features share seven tenths of their variance.</summary>
    public static FeatureMatrix Cloud(string kind, int count, int features, long seed)
    {
        var random = new SeededRandom(seed, stream: features);
        return Scaled(count, features, _ =>
        {
            var common = random.NextGaussian();
            return Draw(features, () => kind switch
            {
                "cube" => random.NextDouble(),
                "log-normal" => Math.Log(1 + Math.Exp(random.NextGaussian())),
                "correlated" => (Math.Sqrt(0.7) * common) + (Math.Sqrt(0.3) * random.NextGaussian()),
                _ => random.NextGaussian(),
            });
        });
    }

    /// <summary>
    /// Groups whose centres are so many deviations apart at least, and each not much farther than that from its next one (<paramref name="separation"/> is in deviations of a spherical group).
    /// Elongated groups have twice the deviation along one direction of their own; unequal ones have 1 to 3 parts of the customers and 0.7 to 1.3 of the deviation; of skewed ones each coordinate is exponential.
    /// </summary>
    public static FeatureMatrix Groups(string kind, int groups, int count, int features, double separation, long seed)
    {
        var random = new SeededRandom(seed, stream: (100 * groups) + features);
        var centres = Centres(groups, features, random);
        var axes = Enumerable.Range(0, groups).Select(_ => Unit(Draw(features, random.NextGaussian))).ToArray();
        var parts = Enumerable.Range(0, groups).SelectMany(group => Enumerable.Repeat(group, kind == "unequal" ? 1 + (group % 3) : 1)).ToArray();
        return Scaled(count, features, i =>
        {
            var group = parts[i % parts.Length];
            var noise = Draw(features, () => kind == "skewed" ? -Math.Log(1 - random.NextDouble()) : random.NextGaussian());
            var along = noise.Zip(axes[group], (value, axis) => value * axis).Sum();
            return [.. noise.Select((value, f) => (separation * centres[group][f]) + (kind switch
            {
                "elongated" => value + (along * axes[group][f]),
                "unequal" => value * (0.7 + (0.3 * (group % 3))),
                _ => value,
            }))];
        });
    }

    /// <summary>Centres with a least distance of 1, drawn again until none is far from all others.</summary>
    private static double[][] Centres(int groups, int features, SeededRandom random)
    {
        if (groups == 1) return [new double[features]];
        while (true)
        {
            var centres = Enumerable.Range(0, groups).Select(_ => Draw(features, random.NextGaussian)).ToArray();
            var nearest = centres.Select(centre => centres.Where(other => other != centre).Min(other => Distance(centre, other))).ToArray();
            var least = nearest.Min();
            if (nearest.Max() / least < (features > 2 ? 1.6 : 2)) return [.. centres.Select(centre => Array.ConvertAll(centre, value => value / least))];
        }
    }

    private static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum());

    private static double[] Unit(double[] vector)
    {
        var length = Math.Sqrt(vector.Sum(value => value * value));
        return Array.ConvertAll(vector, value => value / length);
    }

    private static double[] Draw(int features, Func<double> value) => [.. Enumerable.Range(0, features).Select(_ => value())];

    private static FeatureMatrix Scaled(int count, int features, Func<int, double[]> row)
    {
        var rows = Enumerable.Range(0, count).Select(row).ToArray();
        for (var f = 0; f < features; f++)
        {
            var mean = rows.Average(point => point[f]);
            var deviation = Math.Sqrt(rows.Average(point => (point[f] - mean) * (point[f] - mean)));
            foreach (var point in rows) point[f] = (point[f] - mean) / deviation;
        }

        return PointSets.Matrix(rows);
    }
}
