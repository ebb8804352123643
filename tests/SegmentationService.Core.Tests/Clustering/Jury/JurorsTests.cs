using SegmentationService.Core.Clustering.Jury;

namespace SegmentationService.Core.Tests.Clustering.Jury;

/// <summary>Protects what is kept of jurors: every coordinate in its place, as centroids and as bytes.</summary>
public sealed class JurorsTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(64)]
    public void Of_TheBytesOfJurors_GivesTheSameCentroids(int count)
    {
        var centroids = Enumerable.Range(0, count).Select(juror => Enumerable.Range(0, 3 * 2).Select(i => (float)((10 * juror) + i)).ToArray()).ToArray();

        var jurors = Jurors.Of(new Jurors(centroids, 2).ToBytes(), count, 2);

        Assert.Equal((count, 3, 2), (jurors.Count, jurors.Clusters, jurors.Features));
        var centroid = new float[2];
        for (var juror = 0; juror < count; juror++)
        {
            for (var c = 0; c < 3; c++)
            {
                jurors.CopyCentroid(juror, c, centroid);
                Assert.Equal(centroids[juror][(2 * c)..((2 * c) + 2)], centroid);
            }
        }
    }

    [Fact]
    public void ToBytes_OneCentroid_IsFloat32WithTheLowestByteFirst()
    {
        // 1 is 0x3F800000, -2 is 0xC0000000.
        var bytes = new Jurors([.. Enumerable.Repeat((float[])[1, -2], 16)], 2).ToBytes();

        Assert.Equal([0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0], bytes[^8..]);
        Assert.Equal(16 * 2 * 4, bytes.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(48)]
    public void Jurors_OfAnotherNumber_Throws(int count) => Assert.Throws<ArgumentException>(() => new Jurors([.. Enumerable.Repeat(new float[2], count)], 1));

    [Fact]
    public void Jurors_OfDifferentNumbersOfCentroids_Throws() =>
        Assert.Throws<ArgumentException>(() => new Jurors([.. Enumerable.Range(0, 16).Select(juror => new float[juror == 15 ? 4 : 2])], 1));

    [Theory]
    [InlineData(5, 10, 64)]
    [InlineData(64, 64, 64)] // 64 x 64 x 64 are 262,144 coordinates
    [InlineData(64, 65, 16)]
    [InlineData(1_000, 3, 64)]
    [InlineData(1_000, 5, 16)]
    [InlineData(1_001, 1, 0)]
    public void CountFor_ClustersAndFeatures_IsWhatTheModelCanCarry(int clusters, int features, int count) => Assert.Equal(count, Jurors.CountFor(clusters, features));
}
