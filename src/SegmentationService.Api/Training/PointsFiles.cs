using System.Buffers.Binary;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Core;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Training;

/// <summary>
/// The folder, on the volume that all replicas share, where the points of a training lie for the time of it when several replicas do its passes: one process writes them, the others read their parts. They are coordinates
/// without ids. A file whose process has died is removed with the next that is made.
/// </summary>
internal sealed class PointsFiles(IOptions<StorageOptions> storage)
{
    /// <summary>The first byte of a description of a part.</summary>
    private const byte Version = 1;

    private const int DescriptionBytes = 1 + 16 + (3 * sizeof(int));
    private const string Points = ".points";
    private const string Lock = ".lock";

    private readonly string _root = Path.Combine(Path.GetFullPath(storage.Value.Path), "points");

    /// <summary>Makes a file.</summary>
    /// <param name="count">n.</param>
    /// <param name="features">d.</param>
    /// <exception cref="StorageUnavailableException">There is no room for it, or the folder cannot be written.</exception>
    public PointsFile Create(int count, int features)
    {
        try
        {
            Directory.CreateDirectory(_root);
            Sweep();
            var name = Guid.NewGuid();
            var held = FileLock.TryTake(At(name, Lock)) ?? throw new IOException("A new file is locked by another process.");
            try
            {
                return new PointsFile(At(name, Points), At(name, Lock), held, count, features, (number, first, points) => Describe(number, name, first, points, features));
            }
            catch
            {
                held.Dispose();
                File.Delete(At(name, Lock));
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException($"The points of the training, {FeatureMatrix.BytesOf(count, features)} bytes for the replicas to share, cannot be written beside the models: {e.Message}", e);
        }
    }

    /// <summary>Reads the points of a part.</summary>
    /// <param name="description">From a <see cref="PointsFile"/> of whichever process.</param>
    /// <param name="memory">What they are taken from.</param>
    /// <exception cref="InvalidDataException">It is no description, or the file is not there, or shorter.</exception>
    /// <exception cref="MemoryLimitException">There is no room for them.</exception>
    public FeatureMatrix Read(ReadOnlySpan<byte> description, MemoryShare memory)
    {
        if (description.Length != DescriptionBytes || description[0] != Version) throw new InvalidDataException("This describes no part of the points of a training.");
        var (name, numbers) = (new Guid(description.Slice(1, 16)), description[17..].ToArray());
        var (first, count, features) = (Number(0), Number(1), Number(2));
        if (first < 0 || first % FeatureMatrix.BlockSize != 0 || count < 1 || features < 1) throw new InvalidDataException("This describes no part of the points of a training.");
        memory.Take(HeldPoints.BytesOf(count, features));
        var points = new FeatureMatrix(count, features);
        try
        {
            using var file = File.OpenHandle(At(name, Points), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
            for (var block = 0; block < points.Blocks; block++)
            {
                var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(points.Block(block));
                var place = (((long)first / FeatureMatrix.BlockSize) + block) * bytes.Length;
                for (int read = 0, more; read < bytes.Length; read += more)
                {
                    more = RandomAccess.Read(file, bytes[read..], place + read);
                    if (more == 0) throw new InvalidDataException("The points of the training are shorter on the volume of this replica than they were written.");
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException("This replica cannot read the points of the training: all replicas need the same volume as Storage:Path.", e);
        }

        return points;

        int Number(int index) => BinaryPrimitives.ReadInt32LittleEndian(numbers.AsSpan(index * sizeof(int)));
    }

    /// <summary>Removes the files of processes that are gone.</summary>
    private void Sweep()
    {
        foreach (var file in Directory.EnumerateFiles(_root, "*" + Points))
        {
            var mark = Path.ChangeExtension(file, Lock);
            using var free = FileLock.TryTake(mark);
            if (free is null) continue;
            File.Delete(file);
            File.Delete(mark);
        }
    }

    private static PartSource Describe(int number, Guid name, int first, int count, int features)
    {
        var description = new byte[DescriptionBytes];
        description[0] = Version;
        name.TryWriteBytes(description.AsSpan(1));
        BinaryPrimitives.WriteInt32LittleEndian(description.AsSpan(17), first);
        BinaryPrimitives.WriteInt32LittleEndian(description.AsSpan(21), count);
        BinaryPrimitives.WriteInt32LittleEndian(description.AsSpan(25), features);
        return new PartSource(number, description);
    }

    private string At(Guid name, string ending) => Path.Combine(_root, name.ToString("N") + ending);
}
