using SegmentationService.Api.Storage;

namespace SegmentationService.Api.Tests.Storage;

/// <summary>A folder of one test; gone after it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("segmentation-").FullName;

    public string Models => System.IO.Path.Combine(Path, "models");

    public StorageOptions Options => new() { Path = Path };

    /// <summary>A path below the folder of the models.</summary>
    public string At(params string[] parts) => System.IO.Path.Combine([Models, .. parts]);

    /// <summary>Every file and folder below the folder of the models, with <c>/</c>, in order.</summary>
    public string[] Tree() =>
    [
        .. Directory.EnumerateFileSystemEntries(Models, "*", SearchOption.AllDirectories)
            .Select(path => System.IO.Path.GetRelativePath(Models, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Copies all that is below a folder into this one.</summary>
    /// <param name="source">The folder.</param>
    /// <param name="below">Where to, below this one.</param>
    public void CopyFrom(string source, string below = "")
    {
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = System.IO.Path.Combine(Path, below, System.IO.Path.GetRelativePath(source, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
