using SegmentationService.Api.Storage.Disk;

namespace SegmentationService.Api.Tests.Storage.Disk;

public sealed class AtomicDirectoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Publish_Files_AppearTogetherInPlace()
    {
        var place = Path.Combine(_folder.Path, "1");
        using (var directory = AtomicDirectory.Begin(_folder.Path))
        {
            Assert.EndsWith(".tmp-create", directory.Path, StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(directory.Path, "a"), "A");
            File.WriteAllText(Path.Combine(directory.Path, "b"), "");
            Assert.False(Directory.Exists(place));
            directory.Publish(place);
        }

        Assert.Equal(["1"], Names());
        Assert.Equal("A", File.ReadAllText(Path.Combine(place, "a")));
        Assert.Equal("", File.ReadAllText(Path.Combine(place, "b")));
    }

    [Fact]
    public void Dispose_BeforePublish_LeavesNothing()
    {
        using (var directory = AtomicDirectory.Begin(_folder.Path)) File.WriteAllText(Path.Combine(directory.Path, "a"), "A");

        Assert.Empty(Names());
    }

    [Fact]
    public void Publish_PlaceTaken_ThrowsAndLeavesWhatIsThere()
    {
        var place = Path.Combine(_folder.Path, "1");
        Directory.CreateDirectory(place);
        File.WriteAllText(Path.Combine(place, "old"), "");
        using (var directory = AtomicDirectory.Begin(_folder.Path)) Assert.ThrowsAny<IOException>(() => directory.Publish(place));

        Assert.Equal(["1"], Names());
        Assert.True(File.Exists(Path.Combine(place, "old")));
    }

    [Fact]
    public void Publish_ParentMissing_ThrowsAndLeavesNothing()
    {
        using (var directory = AtomicDirectory.Begin(_folder.Path))
            Assert.ThrowsAny<IOException>(() => directory.Publish(Path.Combine(_folder.Path, "missing", "1")));

        Assert.Empty(Names());
    }

    /// <summary>What another step is to make count is marked until that step has been taken, and removed where it never is.</summary>
    [Fact]
    public void MoveTo_NotKept_IsMarkedAndVanishes()
    {
        var place = Path.Combine(_folder.Path, "1");
        using (var directory = AtomicDirectory.Begin(_folder.Path))
        {
            File.WriteAllText(Path.Combine(directory.Path, "a"), "A");
            directory.MoveTo(place);
            Assert.True(AtomicDirectory.IsMarked(place));
        }

        Assert.Empty(Names());
    }

    [Fact]
    public void MoveTo_Kept_StaysWithoutMark()
    {
        var place = Path.Combine(_folder.Path, "1");
        using (var directory = AtomicDirectory.Begin(_folder.Path))
        {
            File.WriteAllText(Path.Combine(directory.Path, "a"), "A");
            directory.MoveTo(place);
            directory.Keep();
        }

        Assert.False(AtomicDirectory.IsMarked(place));
        Assert.Equal([Path.Combine(place, "a")], Directory.EnumerateFileSystemEntries(place));
    }

    [Fact]
    public void Delete_Directory_IsGone()
    {
        var place = Path.Combine(_folder.Path, "1");
        AtomicDirectory.Create(Path.Combine(place, "nested", "deeper"));
        AtomicDirectory.Delete(place);

        Assert.Empty(Names());
    }

    [Fact]
    public void ReplaceFile_NewAndExisting_HasTheContent()
    {
        var path = Path.Combine(_folder.Path, "file");
        AtomicDirectory.ReplaceFile(path, "a longer one"u8);
        Assert.Equal("a longer one", File.ReadAllText(path));
        AtomicDirectory.ReplaceFile(path, "short"u8);
        Assert.Equal("short", File.ReadAllText(path));
        Assert.Equal(["file"], Names());
    }

    [Fact]
    public void ReplaceFile_PlaceTakenByDirectory_ThrowsAndLeavesNoTemporaryFile()
    {
        var path = Path.Combine(_folder.Path, "file");
        Directory.CreateDirectory(path);

        Assert.ThrowsAny<Exception>(() => AtomicDirectory.ReplaceFile(path, "content"u8));

        Assert.Equal(["file"], Names());
    }

    [Fact]
    public void IsBeingWritten_UntilTheWriterIsGone_ByItsLockAlone()
    {
        var directory = AtomicDirectory.Begin(_folder.Path);
        Assert.True(AtomicDirectory.IsBeingWritten(directory.Path));

        // As a crash leaves it: the files are there, the lock is gone.
        var leftover = Path.Combine(_folder.Path, "leftover.tmp-create");
        Directory.CreateDirectory(leftover);
        foreach (var file in Directory.EnumerateFiles(directory.Path)) File.WriteAllText(Path.Combine(leftover, Path.GetFileName(file)), "");
        Assert.NotEmpty(Directory.EnumerateFiles(leftover));
        Assert.False(AtomicDirectory.IsBeingWritten(leftover));

        var place = Path.Combine(_folder.Path, "1");
        directory.Publish(place);
        Assert.Empty(Directory.EnumerateFiles(place));
    }

    [Theory]
    [InlineData("3.tmp-create", true)]
    [InlineData("3.tmp-delete", true)]
    [InlineData("aliases.json.tmp-create", true)]
    [InlineData("3", false)]
    [InlineData("tmp-create", false)]
    [InlineData("3.tmp-create.bak", false)]
    public void IsLeftover_Name_GoesByItsEnding(string name, bool expected) => Assert.Equal(expected, AtomicDirectory.IsLeftover(name));

    private string[] Names() => [.. Directory.EnumerateFileSystemEntries(_folder.Path).Select(path => Path.GetFileName(path))];
}
