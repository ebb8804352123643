using System.Runtime.InteropServices;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Clustering.Search;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Data;

/// <summary>Protects the layout that the kernels rely on.</summary>
public sealed class FeatureMatrixTests
{
    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(1, 3, 1)]
    [InlineData(64, 3, 1)]
    [InlineData(65, 2, 2)]
    [InlineData(200, 5, 4)]
    public void Block_AnySize_IsFeatureMajorAndPaddedWithZeros(int count, int features, int blocks)
    {
        var matrix = new FeatureMatrix(count, features);
        for (var i = 0; i < count; i++)
            for (var f = 0; f < features; f++) matrix[i, f] = (1000 * i) + f + 1;

        Assert.Equal(blocks, matrix.Blocks);
        for (var block = 0; block < blocks; block++)
        {
            var values = matrix.Block(block);
            Assert.Equal(features * 64, values.Length);
            Assert.Equal(Math.Min(64, count - (64 * block)), matrix.PointsIn(block));
            for (var j = 0; j < values.Length; j++)
            {
                var (point, feature) = ((64 * block) + (j % 64), j / 64);
                Assert.Equal(point < count ? (1000 * point) + feature + 1 : 0, values[j]);
            }
        }
    }

    [Fact]
    public void SetPointCopyPointSelect_Points_AreTheSame()
    {
        var matrix = new FeatureMatrix(130, 3);
        for (var i = 0; i < 130; i++) matrix.SetPoint(i, [i, -i, 0.5f * i]);

        int[] chosen = [129, 0, 64, 64];

        var selection = matrix.Select(chosen);

        var point = new float[3];
        Assert.Equal(chosen.Length, selection.Count);
        for (var i = 0; i < chosen.Length; i++)
        {
            selection.CopyPoint(i, point);
            Assert.Equal([chosen[i], -chosen[i], 0.5f * chosen[i]], point);
            Assert.Equal(0.5f * chosen[i], selection[i, 2]);
        }
    }

    /// <summary>Points that are too many for one array, or lie in memory of somebody else, are clustered as those in one.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(0)]
    public void Fit_PointsInSeveralArrays_AreClusteredAsThoseInOne(int blocksOfArray)
    {
        var (random, rows) = (new Random(4), 5_000);
        var (whole, room) = (new FeatureMatrix(rows, 3), new float[FeatureMatrix.BytesOf(rows, 3) / sizeof(float)]);
        var held = GCHandle.Alloc(room, GCHandleType.Pinned);
        try
        {
            var other = blocksOfArray == 0 ? FeatureMatrix.At(rows, 3, held.AddrOfPinnedObject()) : FeatureMatrix.InRuns(rows, 3, blocksOfArray * 3 * FeatureMatrix.BlockSize);
            for (var i = 0; i < rows; i++)
                for (var f = 0; f < 3; f++) whole[i, f] = other[i, f] = (float)((i % 7 * (f + 1)) + random.NextDouble());

            Assert.Equal(whole.ToRowMajor(), other.ToRowMajor());
            Assert.Equal(Fit(whole), Fit(other));
        }
        finally
        {
            held.Free();
        }

        static float[] Fit(FeatureMatrix points) => KMeans.Fit(new PointSample(new PointsInMemory(points, Parallelism.None)), new KMeansOptions { Clusters = 60, Restarts = 1 }, Parallelism.None).Centroids;
    }
}
