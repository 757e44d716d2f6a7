pub	fn observe()->String{
	let mut log=vec![];
	log.push(3);
	log.push(5);
	format!("{log:?}")
}

	fn odd( n:u8 )->u8{ n }
