using System.Globalization;
using System.Text;
using SegmentationService.Api.Http;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Prediction;

/// <summary>Tells in a header what is to be said about a batch as a whole, since its answers leave no place for it.</summary>
internal static class BatchNotices
{
    private const string Header = "X-Notices";

    /// <summary>Clients and proxies refuse headers that are longer by far.</summary>
    private const int MostCharacters = 4096;

    /// <summary>The header, for OpenAPI.</summary>
    public static AnsweredHeaders Headers { get; } = new([new(Header, "What is to be said about the batch as a whole, as sentences in ASCII; where there is something.", null)]);

    /// <summary>Sets the header, where there is something to say.</summary>
    /// <param name="notices">What is to be said.</param>
    /// <param name="response">The answer, not begun yet.</param>
    public static void Tell(IEnumerable<Notice> notices, HttpResponse response)
    {
        var length = 0;
        string[] messages = [.. notices.Select(notice => Written(notice.Message)).TakeWhile(message => (length += message.Length) <= MostCharacters)];
        if (messages.Length > 0) response.Headers[Header] = messages;
    }

    /// <summary>A message as a header may hold it: other characters than those of ASCII, which names of columns may have, are written as in JSON.</summary>
    private static string Written(string message)
    {
        if (message.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0) return message;
        var written = new StringBuilder(message.Length + 8);
        foreach (var letter in message)
        {
            if (letter is >= ' ' and <= '~') written.Append(letter);
            else written.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
        }

        return written.ToString();
    }
}
