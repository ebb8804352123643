using System.Runtime.InteropServices;
using System.Text.Json;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Data;

namespace SegmentationService.Benchmarks;

/// <summary>Data sets that other programs read, too: <c>NAME.f32</c> (float32, little-endian, row-major) beside <c>NAME.json</c> (n and d).</summary>
internal static class PeerData
{
    /// <summary>Reads a set.</summary>
    public static FeatureMatrix Read(string path)
    {
        using var head = JsonDocument.Parse(File.ReadAllBytes(Path.ChangeExtension(path, ".json")));
        var (n, d) = (head.RootElement.GetProperty("n").GetInt32(), head.RootElement.GetProperty("d").GetInt32());
        using var file = File.OpenRead(path);
        var points = new FeatureMatrix(n, d);
        var row = new float[d];
        for (var i = 0; i < n; i++)
        {
            file.ReadExactly(MemoryMarshal.AsBytes(row.AsSpan()));
            points.SetPoint(i, row);
        }

        return points;
    }

    /// <summary>Writes a set of overlapping spherical Gaussians: centres N(0, 9), standard deviations 0.8 to 1.6, uneven weights.</summary>
    public static void WriteGaussians(string path, int n, int d, int k, long seed)
    {
        var random = new SeededRandom(seed);
        var centres = Array.ConvertAll(new float[k][], _ => Array.ConvertAll(new float[d], _ => (float)(3 * random.NextGaussian())));
        var deviations = Array.ConvertAll(new double[k], _ => 0.8 + (0.8 * random.NextDouble()));
        using var file = File.Create(path);
        var row = new float[d];
        for (var i = 0; i < n; i++)
        {
            var c = Math.Min(random.NextInt(k), random.NextInt(k));
            for (var f = 0; f < d; f++) row[f] = (float)(centres[c][f] + (deviations[c] * random.NextGaussian()));
            file.Write(MemoryMarshal.AsBytes(row.AsSpan()));
        }

        File.WriteAllText(Path.ChangeExtension(path, ".json"), $$"""{"n": {{n}}, "d": {{d}}, "seed": {{seed}}}""");
    }

    /// <summary>A set of equally heavy Gaussians of deviation 1 whose centres are drawn from N(0, sigma^2): the smaller sigma, the more they overlap.</summary>
    public static FeatureMatrix Overlapping(int n, int d, int k, double sigma, long seed)
    {
        var random = new SeededRandom(seed);
        var centres = Array.ConvertAll(new float[k][], _ => Array.ConvertAll(new float[d], _ => (float)(sigma * random.NextGaussian())));
        var points = new FeatureMatrix(n, d);
        var row = new float[d];
        for (var i = 0; i < n; i++)
        {
            var centre = centres[random.NextInt(k)];
            for (var f = 0; f < d; f++) row[f] = (float)(centre[f] + random.NextGaussian());
            points.SetPoint(i, row);
        }

        return points;
    }
}
