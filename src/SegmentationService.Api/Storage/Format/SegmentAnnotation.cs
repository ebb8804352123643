namespace SegmentationService.Api.Storage.Format;

/// <summary>What people have given one segment; each is null where nothing was given.</summary>
/// <param name="Name">What it is called in place of the name that the training made: as <see cref="AnnotationRules.NameFault"/> allows.</param>
/// <param name="Note">What is to be known of it: as <see cref="AnnotationRules.NoteFault"/> allows.</param>
/// <param name="Colour">What it is drawn in, <c>#rrggbb</c> in lower case.</param>
internal sealed record SegmentAnnotation(string? Name, string? Note, string? Colour)
{
    /// <summary>Nothing.</summary>
    public static SegmentAnnotation None { get; } = new(null, null, null);
}
