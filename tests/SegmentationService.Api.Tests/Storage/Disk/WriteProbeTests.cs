using SegmentationService.Api.Storage.Disk;

namespace SegmentationService.Api.Tests.Storage.Disk;

public sealed class WriteProbeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void CanWrite_FolderThereOrGone_SaysSoAndLeavesNothing()
    {
        Directory.CreateDirectory(_folder.Models);

        Assert.True(WriteProbe.CanWrite(_folder.Models, out var reason));
        Assert.Equal("", reason);
        Assert.Empty(_folder.Tree());

        Directory.Delete(_folder.Models);
        Assert.False(WriteProbe.CanWrite(_folder.Models, out reason));
        Assert.NotEqual("", reason);
    }
}
