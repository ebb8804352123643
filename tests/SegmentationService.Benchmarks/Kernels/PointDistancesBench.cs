using BenchmarkDotNet.Attributes;
using SegmentationService.Benchmarks.Limits;
using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Benchmarks.Kernels;

/// <summary>
/// The distances of points: squared ones to one point, as predictions need them (there by <see cref="MatrixDistances"/>); sums of Euclidean
/// ones, as silhouettes do; what a new centre would bring, and its coming, as seeding does.
/// </summary>
public class PointDistancesBench : LaneBench
{
    private const int Silhouettes = 64;
    private const int Candidates = 4;

    private readonly float[] _results = new float[Candidates * FeatureMatrix.BlockSize];
    private readonly float[] _nearest = new float[FeatureMatrix.BlockSize];
    private float[] _others = null!;

    public enum Form
    {
        Squared,
        AddEuclidean,
        AddPotentials,
        Approach,
    }

    [ParamsAllValues]
    public Form Kernel { get; set; }

    [Params(8, 32)]
    public override int Features { get; set; }

    /// <summary>The points that the distances go to.</summary>
    private int Others => Kernel switch { Form.AddEuclidean => Silhouettes, Form.AddPotentials => Candidates, _ => 1 };

    internal override PointCost Cost => new(Features * sizeof(float), Others * Features);

    internal override void Prepare()
    {
        _others = Gaussians(Others * Features);
        Array.Fill(_nearest, Features);
    }

    internal override void Run<TLane>()
    {
        var (first, end) = NextBlocks();
        for (var block = first; block < end; block++)
        {
            var points = Points.Block(block);
            switch (Kernel)
            {
                case Form.Squared:
                    PointDistances.Squared<TLane>(points, _others, _results);
                    break;
                case Form.AddEuclidean:
                    PointDistances.AddEuclidean<TLane>(points, _others, _results);
                    break;
                case Form.AddPotentials:
                    PointDistances.AddPotentials<TLane>(points, _others, _nearest, _results);
                    break;
                default:
                    PointDistances.Approach<TLane>(points, _others, _nearest);
                    break;
            }
        }
    }
}
