using System.ComponentModel.DataAnnotations;

namespace SegmentationService.Api.Storage;

/// <summary>Where models are kept.</summary>
public sealed class StorageOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Storage";

    /// <summary>The folder of the store, absolute or relative to the working directory; made when it is not there. It belongs to one process at a time.</summary>
    [Required]
    public string Path { get; set; } = "./data";
}
