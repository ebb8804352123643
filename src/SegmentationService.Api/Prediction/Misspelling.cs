using System.Text;
using SegmentationService.Api.Models;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Prediction;

/// <summary>A field that the model does not use, but whose name is nearly that of one it does use.</summary>
/// <param name="Input">The input of the model that is probably meant.</param>
/// <param name="Notice">What is said where that one is missing.</param>
internal sealed record Misspelling(int Input, PreparedNotice Notice)
{
    private const int LongestName = 100;

    /// <summary>The input with the nearest name: <see cref="NearNames.Nearest"/>.</summary>
    /// <param name="inputs">The names of the inputs.</param>
    /// <param name="near">The same, laid out.</param>
    /// <param name="utf8">The name of the field, valid UTF-8.</param>
    /// <param name="steps">As in <see cref="NearNames.Nearest"/>.</param>
    /// <returns>Null when no name is near enough.</returns>
    public static Misspelling? Find(IReadOnlyList<string> inputs, NearNames near, ReadOnlySpan<byte> utf8, ref int steps)
    {
        if (utf8.Length > LongestName) return null;
        var given = Encoding.UTF8.GetString(utf8);
        return near.Nearest(given, ref steps) is { } nearest
            ? new Misspelling(nearest, new PreparedNotice(new NoticeResponse("unknown_field", given, $"The model has no field '{Excerpt.Of(given)}'; is '{Excerpt.Of(inputs[nearest])}' meant, which is missing?")))
            : null;
    }
}
