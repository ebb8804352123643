using System.IO.MemoryMappedFiles;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Training;

/// <summary>The points of one training as a file that is mapped into memory, so that they may be more than that: the system keeps in memory what is worked on. Gone with the training.</summary>
internal sealed class PointsFile : IDisposable
{
    private readonly string _path;
    private readonly string _lockPath;
    private readonly FileLock _lock;
    private readonly FileStream _file;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly Func<int, int, int, PartSource> _describe;

    /// <summary>Makes the file, with room for all points: a disk that is full is told now, and not by a fault of memory later.</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="lockPath">What is held as long as it is used.</param>
    /// <param name="held">That it is held; taken over.</param>
    /// <param name="count">n.</param>
    /// <param name="features">d.</param>
    /// <param name="describe">Given the number of a part, its first point, and how many it has.</param>
    public PointsFile(string path, string lockPath, FileLock held, int count, int features, Func<int, int, int, PartSource> describe)
    {
        (_path, _lockPath, _lock, _describe) = (path, lockPath, held, describe);
        var bytes = Math.Max(1, FeatureMatrix.BytesOf(count, features));
        _file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, PreallocationSize = bytes, BufferSize = 0 });
        try
        {
            _file.SetLength(bytes);
            _map = MemoryMappedFile.CreateFromFile(_file, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
            _view = _map.CreateViewAccessor();
            Points = FeatureMatrix.At(count, features, _view.SafeMemoryMappedViewHandle.DangerousGetHandle());
        }
        catch
        {
            _view?.Dispose();
            _map?.Dispose();
            _file.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>The points, all zeros at first.</summary>
    public FeatureMatrix Points { get; }

    /// <summary>Writes what other machines are to see, and tells how they find it.</summary>
    /// <param name="most">The most points of a part; rounded up to whole blocks.</param>
    /// <returns>The parts, in the order of their points.</returns>
    public IReadOnlyList<PartSource> ToParts(int most)
    {
        _view.Flush();
        var (size, parts) = (SizeOfPart(most), new List<PartSource>());
        for (long first = 0; first < Points.Count; first += size) parts.Add(_describe(parts.Count, (int)first, (int)Math.Min(size, Points.Count - first)));
        return parts;
    }

    /// <summary>The points of the largest part.</summary>
    /// <inheritdoc cref="ToParts" path="/param"/>
    public int SizeOfPart(int most) => (int)Math.Min(((long)most + FeatureMatrix.BlockSize - 1) / FeatureMatrix.BlockSize * FeatureMatrix.BlockSize, Points.Count);

    /// <summary>Removes the file; the points must not be used after.</summary>
    public void Dispose()
    {
        _view.Dispose();
        _map.Dispose();
        _file.Dispose();
        File.Delete(_path);
        File.Delete(_lockPath);
        _lock.Dispose();
    }
}
