using System.Text.Json;
using SegmentationService.Api.Reading;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Http;

/// <summary>The body of a PATCH (RFC 7386): a JSON object that has what is to be changed, null for what is to be taken back, and nothing of what stays.</summary>
internal sealed class MergePatch : IDisposable
{
    /// <summary>The media type, beside that of JSON, which is taken for it.</summary>
    public const string MediaType = "application/merge-patch+json";

    private const long MostBytes = 1L << 20;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly JsonDocument _document;

    private MergePatch(JsonDocument document) => _document = document;

    /// <summary>Reads the body of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="members">The members that it may have.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="BadHttpRequestException">It is no JSON.</exception>
    /// <exception cref="InvalidParameterException">It is no object, or has other members, or one twice.</exception>
    /// <exception cref="BodyTooLargeException">It has more than 1 MiB.</exception>
    public static async Task<MergePatch> ReadAsync(HttpRequest request, IReadOnlyList<string> members, CancellationToken cancellationToken)
    {
        JsonDocument document;
        try
        {
            document = await JsonDocument.ParseAsync(new LimitedStream(request.Body, MostBytes, "The body"), Strict, cancellationToken);
        }
        catch (JsonException e) when (e.LineNumber is null)
        {
            throw new InvalidParameterException("body", "The body has a member twice; each is there once."); // nothing else has no place
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException("The body is no JSON.", e);
        }

        var patch = new MergePatch(document);
        try
        {
            var allowed = string.Join(", ", members);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new InvalidParameterException("body", $"The body is a JSON object with what is to be changed; allowed are {allowed}.");
            foreach (var member in document.RootElement.EnumerateObject())
                if (!members.Contains(member.Name)) throw new InvalidParameterException(Excerpt.Of(member.Name), $"There is no member '{Excerpt.Of(member.Name)}'; allowed are {allowed}.");
            return patch;
        }
        catch
        {
            patch.Dispose();
            throw;
        }
    }

    /// <summary>What a member is to be, where the body has it.</summary>
    /// <param name="member">Its name.</param>
    /// <param name="faultOf">Why a text is not allowed, as the end of a sentence, or null.</param>
    /// <param name="text">The text without blanks around it; null to take it back.</param>
    /// <returns>Whether the body has it.</returns>
    /// <exception cref="InvalidParameterException">It is neither text nor null, or not allowed.</exception>
    public bool TryText(string member, Func<string, string?> faultOf, out string? text)
    {
        text = null;
        if (!_document.RootElement.TryGetProperty(member, out var value)) return false;
        text = Text(member, value, faultOf);
        return true;
    }

    /// <summary>The members of a member that is an object, each as <see cref="TryText"/> gives it; none where the body does not have it.</summary>
    /// <param name="member">Its name.</param>
    /// <param name="faultOf">Why a text is not allowed, as the end of a sentence, or null.</param>
    /// <exception cref="InvalidParameterException">It is no object, or a text in it is not allowed.</exception>
    public IReadOnlyList<KeyValuePair<string, string?>> Texts(string member, Func<string, string?> faultOf)
    {
        if (!_document.RootElement.TryGetProperty(member, out var value)) return [];
        if (value.ValueKind != JsonValueKind.Object) throw new InvalidParameterException(member, $"{member} is an object whose members are texts, or null to take one back.");
        return [.. value.EnumerateObject().Select(item => KeyValuePair.Create(item.Name, Text($"{member}.{Excerpt.Of(item.Name)}", item.Value, faultOf)))];
    }

    public void Dispose() => _document.Dispose();

    private static string? Text(string member, JsonElement value, Func<string, string?> faultOf)
    {
        if (value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind != JsonValueKind.String) throw new InvalidParameterException(member, $"{member} is text, or null to take it back.");
        var text = Decoded(member, value).Trim();
        return faultOf(text) is { } fault ? throw new InvalidParameterException(member, $"{member} {fault}; null takes it back.") : text;
    }

    private static string Decoded(string member, JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new InvalidParameterException(member, $"{member} has half a character, which is no text.");
        }
    }
}
