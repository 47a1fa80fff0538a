/** Words of labels that need no entry in the glossary, by their stems; words of three letters or fewer never do. */
const WORDS = new Set(
  `about accept account action active add address alive again already announce another answer arriv ask attempt back
  balance bank base beat been before begin behind being bill body book boot both bottleneck break bring broke broken busy
  byte call cancel cannot catch change check clean close collect come complain complaint confirm connect connection
  copi copy corrupt cost could count customer damag data database day dead decid decision declin delet deliver deliveri
  delivery deni disk does done down dropp each email empti end enough entri entry error event every exist exit expir fail
  failed failur far fast fetch few field file find finish first fold follow for forgott form forward found free fresh from
  full gain get give giv gone good grant half hand handshake have head header healthy held hello help here hold hop how
  ignor inherit inspect install instance inquir item job join keep kept kill know known large last late leak learn leav
  left length letter level list listen listed live load loan local log long longest look lost made mail mak make manual
  mark match may memori memory merg message miss misread money more most move name need never new next nobodi nobody not
  now number object old one ones only open operation order other out outcome over overtak own owner paid part past pay
  payment pend pending period person piece place plan please point poll position present program progress provider
  publish pull push put queri query question rate read reader ready really reason receiv reconnect redeliver refus refund
  register reject releas release remember remov renew replac replay repli reply report request require reserv resolv
  response restor result return right robb row rule run runn running saga sale sampl same save saw say seat second see
  seen select send sent serv service set settl settled share ship shopp should show side sign sign-up silent since site
  size sleep sleeper slow small some sold speed stand start state stay step still stock stop store stor such take taken
  tak task team tell test than that the their them then there they thing think third this though three through ticket time
  togeth told too total transact travel tree tri try turn twice two type uncertain under understand undo unhealthy unit
  unknown until unlock unsur update use user valu value vers version view visit visitor wait wake walk wallet want warn
  was watch way week weigh weight went were what when where which while who whole will wip with within without word work
  would write writ writer wrong yes yet you mean nine cure cool call-back idle half-done written read-only keys key
  customers programs consumers reads takes waits gone nothing many delete proposal changes messages outstanding announcement promote restore wast services overwritten uncommitted freeze adapt
  latest branch chain network secret lead gave given re-execut discard duplicat resend panic launch page post session record applied newest gaps success failure checkout abandon charg`.split(
    /\s+/,
  ),
);

/** "redelivers", "redelivered" and "redelivering" have one stem. */
const stems = (word: string): string[] => {
  const plain = word.replace(/^un(?=\w{4})/, '');
  return [word, plain].flatMap((each) => [
    each,
    each.replace(/(?:s|ed|ing|ly|es|er)$/, ''),
    each.replace(/(?:ed|ing)$/, 'e'),
    each.replace(/(.)\1(?:ed|ing)$/, '$1'),
    each.replace(/(?:ies|ied)$/, 'y'),
  ]);
};

/** Whether a word of a label is an everyday one, in whatever form. */
export const isEveryday = (word: string): boolean => stems(word).some((stem) => WORDS.has(stem));
