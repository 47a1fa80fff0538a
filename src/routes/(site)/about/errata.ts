/** What is off in the source as a whole; the pages say what is off in each answer. In our words throughout. */
export const ERRATA: readonly { where: string; what: string; instead: string }[] = [
  {
    where: 'Title and list',
    what: 'Promises "25+" in the title and 27 in a heading; number 9 is skipped.',
    instead: 'There are 26 questions. Our number 9 is ours, and marked so.',
  },
  {
    where: 'Introduction',
    what: 'One single network is said to join the machines.',
    instead: 'Usually a network of networks; what happens when it splits is the interesting case.',
  },
  {
    where: 'Introduction',
    what: 'The machines are said to share their state.',
    instead:
      'They cannot; that is the defining difficulty. State is copied by messages, and copies disagree. Its own question 5 says so.',
  },
  {
    where: 'Introduction',
    what: 'Machines failing one at a time is sold as a safeguard for the whole.',
    instead:
      'Independent failure is a property; tolerating it is an achievement. "Fail-safe" is also a term of its own: failing into a safe state.',
  },
  {
    where: 'Question 2',
    what: 'Five entities become four applications.',
    instead: 'Organizations is lost on the way. A good thing to notice aloud.',
  },
  {
    where: 'Question 4',
    what: 'A slip of the pen for message passing, in a sentence that is wrong as well.',
    instead: 'gRPC runs on HTTP/2, and Thrift may run on HTTP.',
  },
  {
    where: 'Question 8',
    what: 'Speaks of versions where it means copies.',
    instead: 'Instances, or replicas. A version is a release.',
  },
  {
    where: 'Questions 1 and 13',
    what: 'Two definitions of one thing, in two tones.',
    instead:
      'The first dozen come from practice at companies, the rest condense course notes on a textbook (Coulouris and others, Distributed Systems: Concepts and Design).',
  },
  {
    where: 'Questions 16, 19, 20',
    what: 'Small slips: a plural too many, "so" for "some", "alternation" for "alteration".',
    instead: 'The last one matters: integrity is protection against alteration.',
  },
  {
    where: 'Questions 17 and 25',
    what: 'Contradict each other, and the textbook.',
    instead: 'Ubiquitous does not mean stationary; the point is that things come and go.',
  },
];
