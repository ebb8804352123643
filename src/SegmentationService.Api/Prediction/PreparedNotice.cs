using SegmentationService.Api.Models;

namespace SegmentationService.Api.Prediction;

/// <summary>A notice as it stands in answers: written once, copied for every customer that it is about.</summary>
internal sealed class PreparedNotice
{
    public PreparedNotice(NoticeResponse notice)
    {
        var buffer = new AnswerBuffer();
        buffer.AddNotice(notice);
        Json = buffer.Written.ToArray();
        Message = notice.Message;
    }

    /// <summary>The notice as JSON.</summary>
    public byte[] Json { get; }

    /// <summary>Its sentence.</summary>
    public string Message { get; }
}
