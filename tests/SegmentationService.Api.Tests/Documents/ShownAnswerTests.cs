namespace SegmentationService.Api.Tests.Documents;

/// <summary>The comparison that the pages are tested by can fail.</summary>
public class ShownAnswerTests
{
    private const string Answer = """{"model":"m","createdAt":"2026-01-01","items":[{"id":1,"size":4},{"id":2,"size":7,"share":0.5}],"traceId":"a"}""";

    [Theory]
    [InlineData(true, """{"model":"m","createdAt":"2026-01-01","items":[{"id":1,"size":4},{"id":2,"size":7,"share":0.5}],"traceId":"a"}""")]
    [InlineData(true, """{"model":"m","createdAt":"1999-12-31","items":[{"id":1,"size":4},{"id":2,"size":7,"share":0.5}],"traceId":"b"}""")]
    [InlineData(true, "{\"model\":\"m\",...,\n  \"items\":[...,\n    {\"id\":2,\"size\":7,...}],...}")]
    [InlineData(false, """{"model":"m",...,"items":[...,{"id":2,"size":8,...}],...}""")]
    [InlineData(false, """{"model":"m",...,"items":[...,{"id":3,"size":7,...}],...}""")]
    [InlineData(false, """{"model":"m",...,"things":[...],...}""")]
    [InlineData(false, """{"model":"m"}""")]
    public void IsMatch_Json_ComparesAllThatIsShown(bool expected, string shown) => Assert.Equal(expected, ShownAnswer.IsMatch(shown, Answer));

    [Theory]
    [InlineData(true, "a,1\nb,2")]
    [InlineData(true, "a,1\n...")]
    [InlineData(false, "a,1\nb,3")]
    [InlineData(false, "a,1")]
    public void IsMatch_Text_ComparesAllThatIsShown(bool expected, string shown) => Assert.Equal(expected, ShownAnswer.IsMatch(shown, "a,1\nb,2\n"));

    [Fact]
    public void Renew_WithPartsLeftOut_KeepsLayoutAndChoice() =>
        Assert.Equal(
            "{\"model\":\"m\",...,\n  \"items\":[...,\n    {\"id\":2,\"size\":7,...}],...}",
            ShownAnswer.Renew("{\"model\":\"old\",...,\n  \"items\":[...,\n    {\"id\":2,\"size\":99,...}],...}", Answer));

    [Fact]
    public void Renew_OfAnotherShape_LeavesItToPeople() => Assert.Null(ShownAnswer.Renew("""{"model":"m",...,"things":[...],...}""", Answer));
}
