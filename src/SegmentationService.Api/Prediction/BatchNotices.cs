using SegmentationService.Core.Data;

namespace SegmentationService.Api.Prediction;

/// <summary>Tells in a header what is to be said about a batch as a whole, since its answers leave no place for it.</summary>
internal static class BatchNotices
{
    private const string Header = "X-Notices";

    /// <summary>Sets the header, where there is something to say.</summary>
    /// <param name="notices">What is to be said.</param>
    /// <param name="response">The answer, not begun yet.</param>
    public static void Tell(IReadOnlyList<Notice> notices, HttpResponse response)
    {
        string[] messages = [.. notices.Select(notice => notice.Message).Where(CanBeHeader)];
        if (messages.Length > 0) response.Headers[Header] = messages;
    }

    /// <summary>Messages that name a column may hold what a header must not.</summary>
    private static bool CanBeHeader(string message) => message.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0;
}
